"""A target's own verb routes and the queue decide through the same service."""

from collections.abc import Callable
from typing import Any

from apps.moderation import reviewables
from apps.moderation.services import decide, decided_by_somebody_else
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import AlreadyDone, WrongState
from hearth.kernel.workflow import Verb


def decision_verb(verb: str) -> Callable[..., Any]:
    """The service behind `POST /things/{id}/<verb>` for a verb that is a decision."""

    def run(target: Any, *, by: Subject, reason: str = "", note: str = "") -> Any:
        actions = {name: action for action, name in reviewables.of_target(target).verbs.items()}
        decide(target, by=by, action=actions[verb], reason=reason, note=note, seen_version=target.version)
        return target

    return run


class Decidable(PolicyViewSet):
    """A view whose verbs include decisions: who comes too late learns who was first."""

    def guard(self, obj: Any, verb: Verb) -> None:
        try:
            super().guard(obj, verb)
        except AlreadyDone:
            raise
        except WrongState as refusal:
            reviewable = reviewables.of_target(obj)
            if verb.name not in reviewable.verbs.values():
                raise
            raise decided_by_somebody_else(reviewable.kind, obj.pk, refusal) from None
