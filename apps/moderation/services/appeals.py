"""Appeals: one per decision against somebody, within twenty days, decided by another reviewer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Appeal, Decision, ReviewItem
from apps.moderation.problems import AlreadyAppealed, TooLate
from apps.moderation.services.queue import open_item, withdraw_item
from apps.moderation.services.restoring import restore
from apps.moderation.workflows import APPEAL
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, NotFound, WrongState
from hearth.kernel.transactions import transactional

TIME_TO_APPEAL = timedelta(days=20)
NEGATIVE = (Decision.Action.REJECT, Decision.Action.REMOVE)
GRANT = Decision.Action.APPROVE.value


@transactional
def file_appeal(decision: Decision, *, by: Subject, text: str) -> tuple[Appeal, bool]:
    """Ask another reviewer to look again; return the appeal, and whether it is a new one.

    A repeat by the same person gives the appeal that is there. Raises AlreadyAppealed when somebody else
    of the organisation was first, TooLate after twenty days, WrongState when nothing could be restored.
    Locks what the decision was about.
    """
    require(by, "appeal", decision)
    thing = _thing_of(decision)
    if thing is None:
        raise NotFound()
    reviewables.lock(thing, decision.kind)
    if (earlier := check_appeal(decision, by=by, thing=thing)) is not None:
        return earlier, False
    made = Appeal.objects.create(
        decision=decision,
        appellant=by.user,
        organization_id=decision.organization_id,
        first_reviewer_id=decision.reviewer_id,
        text=text.strip(),
    )
    record("appeal.filed", made, by=by, data={"decision": str(decision.pk)})
    open_item(made, by=by, origin=ReviewItem.Origin.APPEALED)
    return made, True


def check_appeal(decision: Decision, *, by: Subject, thing: Any = None) -> Appeal | None:
    """Return the appeal that the person filed already; raise what speaks against one (see `file_appeal`)."""
    if (earlier := Appeal.objects.filter(decision=decision).first()) is not None:
        if earlier.appellant_id == by.id:
            return earlier
        raise AlreadyAppealed(f"It is {earlier.get_state_display().lower()}.", state=earlier.state)
    thing = thing if thing is not None else _thing_of(decision)
    if not could_restore(decision, thing):
        reviewable = reviewables.kinds().get(decision.kind)
        state = reviewable.workflow.state_of(thing) if reviewable and thing is not None else "gone"
        raise WrongState("It has moved on since: there is nothing to take back.", state=state, allowed=[])
    if timezone.now() > ends_at(decision):
        raise TooLate(
            f"An appeal is possible for {TIME_TO_APPEAL.days} days.", until=_in_json(ends_at(decision))
        )
    return None


def could_restore(decision: Decision, thing: Any) -> bool:
    """Whether something is still as this decision left it, and can be brought back from there."""
    if thing is None or not can_be_taken_back(decision):
        return False
    reviewable = reviewables.of_kind(decision.kind)
    if reviewable.workflow.state_of(thing) not in reviewable.restores:
        return False
    last = Decision.objects.of_target(decision.kind, decision.target_id).first()
    return last is not None and last.pk == decision.pk


def can_be_taken_back(decision: Decision) -> bool:
    """Whether a decision was against somebody, of a kind that knows a way back."""
    reviewable = reviewables.kinds().get(decision.kind)
    return decision.action in NEGATIVE and reviewable is not None and bool(reviewable.restores)


def ends_at(decision: Decision) -> datetime:
    return decision.decided_at + TIME_TO_APPEAL


def appealable_until(decision: Decision, thing: Any) -> datetime | None:
    """Until when somebody may appeal against the last decision on a thing; None where nobody can.

    Reads `decision.appeal`: load it with the decision.
    """
    if thing is None or not can_be_taken_back(decision):
        return None
    reviewable = reviewables.of_kind(decision.kind)
    is_as_it_was_left = reviewable.workflow.state_of(thing) in reviewable.restores
    if not is_as_it_was_left or appeal_of(decision) is not None or timezone.now() > ends_at(decision):
        return None
    return ends_at(decision)


def appeal_of(decision: Decision) -> Appeal | None:
    found: Appeal | None = getattr(decision, "appeal", None)
    return found


def hold_appealed(case: Appeal, action: str) -> None:
    """Raise Conflict when there is nothing to restore, before an appeal is decided.

    What it is about was locked with it (see `Reviewable.is_about`).
    """
    if not could_restore(case.decision, case.target):
        raise Conflict("It has moved on since. This closes by itself in a moment.")


def lift(case: Appeal, action: str, by: Subject, decision: Decision) -> None:
    """Take the first decision back where the appeal was granted."""
    if action == GRANT:
        restore(case.decision, by=by, note=decision.note)


@transactional
def follow_target(kind: str, target_id: UUID) -> None:
    """Close an appeal whose thing moved on: it was withdrawn, sent again or decided anew."""
    waiting = Appeal.objects.open().filter(decision__kind=kind, decision__target_id=target_id)
    for case in waiting.select_related("decision"):
        if not could_restore(case.decision, case.target):
            APPEAL.move(case, "close", by=system_subject(), settled_at=timezone.now())
            withdraw_item(case)


def _thing_of(decision: Decision) -> Any:
    return reviewables.targets_of([decision]).get((decision.kind, decision.target_id))


def _in_json(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
