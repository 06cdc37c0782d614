"""The roll-call: who came, and what they say against it."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from apps.rides.choices import OUTCOMES, State
from apps.rides.models import Participation, Ride
from apps.rides.services.locking import locked_place, locked_ride
from apps.rides.workflows import PARTICIPATION
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import Conflict, Invalid, WrongState
from hearth.kernel.transactions import transactional

DISPUTED_WITHIN = timedelta(days=14)
CALLED_WHILE = (State.ACTIVE.value, State.COMPLETED.value)


@transactional
def mark_attendance(place: Participation, *, by: Subject, attendance: str) -> Participation:
    """Write down whether somebody came; again with the same outcome is harmless."""
    place = locked_place(place)
    require(by, "mark", place)
    PARTICIPATION.guard(place, "mark", by=by)
    refuse_unless_called(place.ride)
    return _mark(place, attendance, by)


@transactional
def call_roll(ride: Ride, *, by: Subject, outcomes: Mapping[UUID, str]) -> Ride:
    """Write down the outcome of several riders at once: all of them or none."""
    require(by, "call_roll", ride)
    ride = locked_ride(ride)
    require(by, "call_roll", ride)
    refuse_unless_called(ride)
    rows = Participation.objects.confirmed().select_related("user").filter(ride=ride, pk__in=outcomes)
    found = {place.pk: place for place in rows}
    if unknown := sorted(str(pk) for pk in outcomes.keys() - found.keys()):
        raise Invalid((f"/outcomes/{pk}", "does_not_exist", "Nobody of this ride.") for pk in unknown)
    for pk in sorted(found):
        found[pk].ride = ride
        _mark(found[pk], outcomes[pk], by)
    return ride


@transactional
def dispute_attendance(place: Participation, *, by: Subject, text: str) -> Participation:
    """Say what is wrong with how one's attendance stands, within two weeks of the ride."""
    place = locked_place(place)
    require(by, "dispute", place)
    PARTICIPATION.guard(place, "dispute", by=by)
    ride = place.ride
    if ride.state != State.COMPLETED:
        raise WrongState("The ride is not over yet.", state=ride.state, allowed=[])
    if by.now > ride.ends_at + DISPUTED_WITHIN:
        raise Conflict("This can be said for two weeks after a ride.", rule="too_late")
    if place.disputed_at is not None and place.dispute == text.strip():
        return place
    if place.disputed_at is not None:
        raise Conflict("You said so already.", rule="disputed_already")
    return PARTICIPATION.move(place, "dispute", by=by, dispute=text.strip(), disputed_at=by.now)


@transactional
def settle_dispute(
    place: Participation, *, by: Subject, attendance: str = "", answer: str = ""
) -> Participation:
    """Answer a dispute once, and put the attendance right where it was wrong."""
    place = locked_place(place)
    require(by, "settle", place)
    PARTICIPATION.guard(place, "settle", by=by)
    answer = answer.strip()
    same = place.settlement == answer and attendance in ("", place.attendance)
    if place.settled_at is not None and same:
        return place
    if place.disputed_at is None or place.settled_at is not None:
        raise Conflict("Nothing is in dispute here.", rule="nothing_in_dispute")
    if attendance and attendance != place.attendance:
        place = _mark(place, attendance, by)
    return PARTICIPATION.move(place, "settle", by=by, settlement=answer, settled_at=by.now)


def _mark(place: Participation, attendance: str, by: Subject) -> Participation:
    if attendance not in OUTCOMES:
        raise Invalid(
            [("/attendance", "invalid_choice", "Say whether they came, did not come, or are excused.")]
        )
    if place.attendance == attendance:
        return place
    data = {"former": place.attendance, "attendance": attendance}
    return PARTICIPATION.move(place, "mark", by=by, data=data, attendance=attendance)


def refuse_unless_called(ride: Ride) -> None:
    """Raise WrongState before a ride begins, and of one that was never ridden."""
    if ride.state not in CALLED_WHILE:
        raise WrongState("The roll is called once the ride is under way.", state=ride.state, allowed=[])
