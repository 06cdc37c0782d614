"""Reports and appeals follow what they are about: when it moves on by itself, they close by themselves."""

from apps.moderation import reviewables
from apps.moderation.reviewables import Reviewable
from apps.moderation.services import appeals, reports
from hearth.kernel.events import on
from hearth.kernel.models import Event
from hearth.kernel.workflow import Verb

_followed: set[str] = set()


def _follow(reviewable: Reviewable) -> None:
    """Listen to what takes a thing away from where it can be removed or restored, and to decisions on it."""
    moves = {verb.event for verb in reviewable.workflow.verbs if _ends_a_case(reviewable, verb)}
    on(*sorted(moves - _followed))(follow_target)
    _followed.update(moves)


def _ends_a_case(reviewable: Reviewable, verb: Verb) -> bool:
    if reviewable.restores and verb.name in reviewable.verbs.values():
        return True
    removable: set[str] = set()
    if reviewable.reportable:
        removable = set(reviewable.workflow.of[reviewable.verbs[reports.REMOVE]].from_)
    for states in (removable, set(reviewable.restores)):
        if verb.to and verb.to not in states and states & set(verb.from_):
            return True
    return False


def follow_target(event: Event) -> None:
    """Close what waits about a thing that is not as it was when that was sent."""
    for reviewable in reviewables.kinds().values():
        if reviewable.model._meta.label_lower != event.target_type:
            continue
        if reviewable.reportable:
            removing = reviewable.workflow.of[reviewable.verbs[reports.REMOVE]]
            removed = event.name == removing.event
            reports.follow_target(reviewable.kind, event.target_id, removed=removed)
        if reviewable.restores:
            appeals.follow_target(reviewable.kind, event.target_id)


reviewables.follow_kinds(_follow)
