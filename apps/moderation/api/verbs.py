"""A target's own verb routes and the queue decide through the same service."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from apps.moderation import reviewables
from apps.moderation.models import ReviewItem
from apps.moderation.services import check_claim, decide, decided_by_somebody_else
from apps.moderation.services.deciding import changed_since, check_waits
from apps.moderation.services.impartiality import (
    bar_to_removing,
    bar_to_second_look,
    check_removing,
    check_second_look,
)
from hearth.kernel.api import etags
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import Subject, can, require
from hearth.kernel.problems import AlreadyDone, StaleVersion, WrongState
from hearth.kernel.workflow import Verb


def decision_verb(verb: str) -> Callable[..., Any]:
    """The service behind `POST /things/{id}/<verb>` for a verb that is a decision.

    The caller's If-Match was held against the version of the row that was read; whether what the kind
    reviews is still what waited then is asked under the lock.
    """

    def run(target: Any, *, by: Subject, reason: str = "", note: str = "") -> Any:
        reviewable, action = reviewables.decided_by(target, verb)
        given = {"reason": reason, "note": note, "kind": reviewable.kind}
        try:
            decide(target, by=by, action=action, seen_version=int(target.version), of_row=True, **given)
        except StaleVersion as refusal:
            # The tag that this address wants is the row's.
            told = {**refusal.extra, "version": target.version}
            raise StaleVersion(f"It is now at version {target.version}.", **told) from None
        return target

    return run


class Decidable(PolicyViewSet):
    """A view whose verbs include decisions.

    Who comes too late learns who was first; who saw an older version, what changed since.
    """

    def guard(self, obj: Any, verb: Verb) -> None:
        if not self._decides(verb.name):
            return super().guard(obj, verb)
        reviewable, action = reviewables.decided_by(obj, verb.name)
        items = self._waiting(obj, verb.name)
        for item in items:
            require(self.subject, "decide", item)
            check_second_look(item, by=self.subject)
        check_removing(obj, action, by=self.subject)
        try:
            super().guard(obj, verb)
            if not items:
                check_waits(reviewable, obj, action, by=self.subject)
        except AlreadyDone:
            raise
        except WrongState as refusal:
            raise decided_by_somebody_else(reviewable.kind, obj.pk, refusal) from None
        for item in items:
            check_claim(item, by=self.subject)
        return None

    def check_version(self, obj: Any, verb: Verb) -> None:
        """Let a decision about a change name any version of the row at which the same change waited."""
        try:
            super().check_version(obj, verb)
        except StaleVersion as refusal:
            if not self._decides(verb.name):
                raise
            reviewable = reviewables.decided_by(obj, verb.name)[0]
            waits = self._waiting(obj, verb.name)
            item = next((found for found in waits if found.kind == reviewable.kind), None)
            named = {version for version in etags.versions_named(self.request) if 0 < version <= obj.version}
            if reviewable.changed is None:
                raise changed_since(reviewable, obj, obj.version, max(named, default=0), item) from None
            if reviewable.seen_at is None:
                raise refusal from None
            present, seen = reviewable.seen(obj), {reviewable.seen_at(obj, version) for version in named}
            if present not in seen:
                told = changed_since(reviewable, obj, present, max(seen, default=0), item)
                raise StaleVersion(refusal.detail, **{**told.extra, **refusal.extra}) from None

    def obstacle(self, obj: Any, action: str) -> str:
        if self._decides(action):
            for item in self._waiting(obj, action):
                if not (answer := can(self.subject, "decide", item)).allowed:
                    return answer.rule
                if bar := bar_to_second_look(item, by=self.subject):
                    return bar
                if item.is_claimed and item.claimed_by_id != self.subject.id:
                    return "claimed"
            if bar := bar_to_removing(obj, reviewables.decided_by(obj, action)[1], by=self.subject):
                return bar
        return super().obstacle(obj, action)

    def _decides(self, verb: str) -> bool:
        return any(
            verb in reviewable.verbs.values()
            for reviewable in reviewables.kinds().values()
            if issubclass(self.model, reviewable.model)
        )

    def _waiting(self, obj: Any, verb: str) -> list[ReviewItem]:
        if obj.pk not in self._items:
            of_all_kinds = ReviewItem.objects.waiting().filter(
                kind__in=reviewables.kinds_of(obj), target_id=obj.pk
            )
            self._items[obj.pk] = list(of_all_kinds.select_related("claimed_by"))
        kinds = reviewables.kinds_settled_by(obj, verb)
        return [item for item in self._items[obj.pk] if item.kind in kinds]

    @cached_property
    def _items(self) -> dict[Any, list[ReviewItem]]:
        """What waits about the rows of this request."""
        return {}
