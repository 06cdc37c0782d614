"""Nobody decides on their own matters, nor keeps such an item from those who may."""

from typing import Any

from apps.moderation import reviewables
from apps.moderation.reviewables import Reviewable
from hearth.kernel.authorization import Subject, can
from hearth.kernel.problems import NotAllowed


def bar_to_all(kind: str, target: Any, *, by: Subject) -> str:
    """The rule of a target's policy that keeps somebody from every decision on it; empty for who may one."""
    if target is None:
        return ""
    asked = [can(by, verb, target) for verb in reviewables.of_kind(kind).verbs.values()]
    return "" if any(answer.allowed for answer in asked) else asked[0].rule


def check_impartial(kind: str, target: Any, *, by: Subject) -> None:
    """Raise NotAllowed for whom a target's policy keeps from every decision on it."""
    if rule := bar_to_all(kind, target, by=by):
        raise told(reviewables.of_kind(kind), NotAllowed(rule=rule))


def told(reviewable: Reviewable, refusal: NotAllowed) -> NotAllowed:
    """The same refusal in the words that the kind has for its rule."""
    return NotAllowed(reviewable.refusals.get(refusal.extra.get("rule", ""), ""), **refusal.extra)
