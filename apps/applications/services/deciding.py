"""What those who offer a pet do with its applications."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.applications.choices import Ending, Status, TurnStatus
from apps.applications.lines import LINES, end_turn, opened, turn_of
from apps.applications.models import Application, PetLine, Turn
from apps.applications.promises import owed, owed_nothing, replied
from apps.applications.services.locking import locked_application, locked_to_end, locked_with_line
from apps.applications.services.reservations import give_up_reservation
from apps.applications.services.thread import say
from apps.applications.workflows import APPLICATION
from apps.listings.choices import ReleaseReason
from apps.listings.services.placement import reserve_pet
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.problems import Full, Invalid, WrongState
from hearth.kernel.transactions import transactional

FARTHEST_APPOINTMENT = timedelta(days=180)


@transactional
def begin_review(application: Application, *, by: Subject) -> Application:
    """Begin to read: what is personal is open to those who decide from now on."""
    return _step(application, "begin_review", by, reviewed_at=timezone.now())


@transactional
def request_info(application: Application, *, by: Subject, message: str) -> Application:
    """Ask the applicant something; nothing is owed to them until they answer."""
    return _step(application, "request_info", by, message=message, owes=False)


@transactional
def invite_to_meeting(
    application: Application, *, by: Subject, message: str = "", at: datetime | None = None
) -> Application:
    """Invite the applicant to meet the pet; `at` is when, where that is agreed already."""
    return _step(application, "invite_to_meeting", by, message=message, planned_at=_to_come(at))


@transactional
def plan_home_check(
    application: Application, *, by: Subject, message: str = "", at: datetime | None = None
) -> Application:
    return _step(application, "plan_home_check", by, message=message, planned_at=_to_come(at))


@transactional
def approve_application(application: Application, *, by: Subject, message: str = "") -> Application:
    """Choose this home: take the pet's one place and reserve the pet, in one transaction.

    Raises Full while somebody else has the place or is asked whether they want it, and WrongState for a pet
    that is not free (on hold, expired). Locks the pet, its line and the application.
    """
    require(by, "approve", application)
    application, line = locked_with_line(application)
    APPLICATION.guard(application, "approve", by=by)
    _take_place(application, line, by)
    said = say(application, message, by=by)
    APPLICATION.move(application, "approve", by=by, data=said, **_decided(application, by), **owed_nothing())
    reserve_pet(application.pet, by=by)
    return application


@transactional
def reject_application(application: Application, *, by: Subject, reason: str, note: str = "") -> Application:
    """Turn an application down; `note` is told to the applicant beside the reason.

    Of an approved one the reservation is given up, and whoever is first in line is asked.
    """
    require(by, "reject", application)
    application = locked_to_end(application)
    APPLICATION.guard(application, "reject", by=by)
    if reason not in Ending.values:
        raise Invalid([("/reason", "unknown", f"Give one of: {', '.join(Ending.values)}.")])
    was_approved = application.status == Status.APPROVED
    said = say(application, note, by=by)
    decided = {**_decided(application, by, reason), **owed_nothing()}
    APPLICATION.move(application, "reject", by=by, reason=reason, data=said, **decided)
    if was_approved:
        give_up_reservation(application.pet, reason=ReleaseReason.NOT_A_MATCH)
    else:
        end_turn(application)
    return application


@transactional
def waitlist_application(application: Application, *, by: Subject) -> Application:
    """Put an application in the line of a pet whose one place is taken, or is being offered."""
    require(by, "waitlist", application)
    application, line = locked_with_line(application)
    APPLICATION.guard(application, "waitlist", by=by)
    line = opened(line, by=system_subject())
    if turn_of(application) is not None or line.free:
        state, allowed = application.status, APPLICATION.allowed(application)
        raise WrongState(f"{application.pet} is free: approve it instead.", state=state, allowed=allowed)
    LINES.join(line, Turn(line=line, application=application, user=application.user), by=by)
    return APPLICATION.move(application, "waitlist", by=by, **replied(application), **owed_nothing())


def _take_place(application: Application, line: PetLine, by: Subject) -> None:
    mine = turn_of(application)
    if mine is not None and mine.status == TurnStatus.TAKEN:
        return
    line = opened(line, by=system_subject())
    if not line.free:
        raise _somebody_else_has_it(application, line)
    turn = LINES.join(line, Turn(line=line, application=application, user=application.user), by=by)
    if turn.status != TurnStatus.TAKEN:
        raise _somebody_else_has_it(application, line)


def _somebody_else_has_it(application: Application, line: PetLine) -> Full:
    words = "is offered to somebody who waited for it" if line.offered_count else "is promised to somebody"
    return Full(
        f"{application.pet} {words}.",
        capacity=line.capacity,
        held=line.held_count,
        confirmed=line.confirmed_count,
        offered=line.offered_count,
    )


def _step(
    application: Application,
    verb: str,
    by: Subject,
    *,
    message: str = "",
    owes: bool = True,
    **changes: Any,
) -> Application:
    """Move an application that neither takes nor gives back a place."""
    require(by, verb, application)
    application = locked_application(application)
    APPLICATION.guard(application, verb, by=by)
    promise = owed(application, not_before=changes.get("planned_at")) if owes else owed_nothing()
    said = say(application, message, by=by)
    return APPLICATION.move(application, verb, by=by, data=said, **replied(application), **promise, **changes)


def _decided(application: Application, by: Subject, reason: str = "") -> dict[str, Any]:
    return {
        "decided_at": timezone.now(),
        "decided_by": by.user,
        "ending": reason,
        **replied(application),
    }


def _to_come(at: datetime | None) -> datetime | None:
    now = timezone.now()
    if at is not None and at <= now:
        raise Invalid([("/at", "past", "Choose a time to come.")])
    # Nothing is owed before that day: a distant one would promise an answer to nobody.
    if at is not None and at > now + FARTHEST_APPOINTMENT:
        raise Invalid([("/at", "out_of_range", f"Choose a time within {FARTHEST_APPOINTMENT.days} days.")])
    return at
