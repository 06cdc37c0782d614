"""A target's own verb routes and the queue decide through the same service."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from rest_framework.response import Response

from apps.moderation import reviewables
from apps.moderation.models import ReviewItem
from apps.moderation.services import check_claim, decide, decided_by_somebody_else, seen_in, waiting
from apps.moderation.services.deciding import changed_since
from hearth.kernel.api import etags
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import AlreadyDone, StaleVersion, WrongState
from hearth.kernel.workflow import Verb


def decision_verb(verb: str) -> Callable[..., Any]:
    """The service behind `POST /things/{id}/<verb>` for a verb that is a decision.

    The caller's If-Match was held against the target's own version already; what the decision names is
    the number of what the kind reviews, as that version has it.
    """

    def run(target: Any, *, by: Subject, reason: str = "", note: str = "") -> Any:
        reviewable, action = reviewables.decided_by(target, verb)
        decide(
            target,
            by=by,
            action=action,
            reason=reason,
            note=note,
            seen_version=_seen(reviewable, target),
            kind=reviewable.kind,
        )
        return target

    return run


def _seen(reviewable: reviewables.Reviewable, target: Any) -> int:
    origin = waiting(target, reviewable.kind).values_list("origin", flat=True).first()
    if origin is None and reviewable.changed is not None:
        return 0  # Nothing waits: what refuses that says it better than a number would.
    return seen_in(reviewable, target, origin or ReviewItem.Origin.SUBMITTED)


class Decidable(PolicyViewSet):
    """A view whose verbs include decisions.

    Who comes too late learns who was first; who saw an older version, what changed since.
    """

    def run_verb(self, verb: Verb) -> Response:
        try:
            return super().run_verb(verb)
        except StaleVersion as refusal:
            if not self._decides(verb.name) or "difference" in refusal.extra:
                raise
            raise self._told(refusal, verb) from None

    def guard(self, obj: Any, verb: Verb) -> None:
        try:
            super().guard(obj, verb)
        except AlreadyDone:
            raise
        except WrongState as refusal:
            if not self._decides(verb.name):
                raise
            kind = reviewables.decided_by(obj, verb.name)[0].kind
            raise decided_by_somebody_else(kind, obj.pk, refusal) from None
        if self._decides(verb.name):
            for item in self._waiting(obj, verb.name):
                check_claim(item, by=self.subject)

    def obstacle(self, obj: Any, action: str) -> str:
        if self._decides(action):
            for item in self._waiting(obj, action):
                if item.is_claimed and item.claimed_by_id != self.subject.id:
                    return "claimed"
        return super().obstacle(obj, action)

    def _decides(self, verb: str) -> bool:
        return any(
            verb in reviewable.verbs.values()
            for reviewable in reviewables.kinds().values()
            if issubclass(self.model, reviewable.model)
        )

    def _waiting(self, obj: Any, verb: str) -> list[ReviewItem]:
        kind = reviewables.decided_by(obj, verb)[0].kind
        if obj.pk not in self._items:
            of_all_kinds = ReviewItem.objects.waiting().filter(
                kind__in=reviewables.kinds_of(obj), target_id=obj.pk
            )
            self._items[obj.pk] = list(of_all_kinds.select_related("claimed_by"))
        return [item for item in self._items[obj.pk] if item.kind == kind]

    @cached_property
    def _items(self) -> dict[Any, list[ReviewItem]]:
        """What waits about the rows of this request."""
        return {}

    def _told(self, refusal: StaleVersion, verb: Verb) -> StaleVersion:
        """Add what changed since the version that the caller named."""
        obj = self.find()
        seen = etags.versions_named(self.request)
        if not seen:
            return refusal
        reviewable = reviewables.decided_by(obj, verb.name)[0]
        if reviewable.changed is None:
            return changed_since(reviewable, obj, obj.version, max(seen))
        if reviewable.seen_at is None:
            return refusal  # Its number counts proposals; the caller's tag counts changes of the row.
        return changed_since(reviewable, obj, obj.version, reviewable.seen_at(obj, max(seen)))
