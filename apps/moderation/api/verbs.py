"""A target's own verb routes and the queue decide through the same service."""

from collections.abc import Callable
from typing import Any

from apps.moderation import reviewables
from apps.moderation.services import decide
from hearth.kernel.authorization import Subject


def decision_verb(verb: str) -> Callable[..., Any]:
    """The service behind `POST /things/{id}/<verb>` for a verb that is a decision."""

    def run(target: Any, *, by: Subject, reason: str = "", note: str = "") -> Any:
        actions = {name: action for action, name in reviewables.of_target(target).verbs.items()}
        decide(target, by=by, action=actions[verb], reason=reason, note=note, seen_version=target.version)
        return target

    return run
