"""The roll-call: who came, and what they say against it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from apps.rides.choices import OUTCOMES, State, Status
from apps.rides.models import Participation, Ride
from apps.rides.services.locking import locked_place, locked_ride
from apps.rides.workflows import PARTICIPATION
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record_each
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
    refuse_unless_called(place.ride, by.now)
    return _mark(place, attendance, by)


@transactional
def call_roll(ride: Ride, *, by: Subject, outcomes: Mapping[UUID, str]) -> Ride:
    """Write down the outcome of several riders at once: all of them or none."""
    require(by, "call_roll", ride)
    ride = locked_ride(ride)
    require(by, "call_roll", ride)
    refuse_unless_called(ride, by.now)
    rows = Participation.objects.confirmed().filter(ride=ride, pk__in=outcomes).order_by("pk")
    found = {place.pk: place for place in rows.select_for_update(no_key=True)}
    if unknown := sorted(str(pk) for pk in outcomes.keys() - found.keys()):
        raise Invalid((f"/outcomes/{pk}", "does_not_exist", "Nobody of this ride.") for pk in unknown)
    for attendance in outcomes.values():
        _check_outcome(attendance)
    _mark_all([place for pk, place in found.items() if place.attendance != outcomes[pk]], outcomes, by)
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
    _check_outcome(attendance)
    if place.attendance == attendance:
        return place
    data = _told(place, attendance)
    return PARTICIPATION.move(place, "mark", by=by, data=data, attendance=attendance)


def _mark_all(places: list[Participation], outcomes: Mapping[UUID, str], by: Subject) -> None:
    """The same of many whose rows are locked: so many statements, whatever the number of riders."""
    for outcome in OUTCOMES:
        theirs = Participation.objects.filter(
            pk__in=[row.pk for row in places if outcomes[row.pk] == outcome]
        )
        theirs.update(attendance=outcome, version=F("version") + 1, updated_at=by.now)
    data = {place.pk: _told(place, outcomes[place.pk]) for place in places}
    event = PARTICIPATION.of["mark"].event
    record_each(event, places, by=by, state=Status.CONFIRMED.value, data=data)


def _told(place: Participation, attendance: str) -> dict[str, str]:
    return {"former": place.attendance, "attendance": attendance}


def _check_outcome(attendance: str) -> None:
    if attendance not in OUTCOMES:
        raise Invalid(
            [("/attendance", "invalid_choice", "Say whether they came, did not come, or are excused.")]
        )


def refuse_unless_called(ride: Ride, now: datetime) -> None:
    """Raise WrongState before a ride begins, and of one never ridden; Conflict once it stands for good."""
    if ride.state not in CALLED_WHILE:
        raise WrongState("The roll is called once the ride is under way.", state=ride.state, allowed=[])
    if stands_for_good(ride, now):
        raise Conflict("The roll can be put right for two weeks after a ride.", rule="too_late")


def stands_for_good(ride: Ride, now: datetime) -> bool:
    """Whether it is over for longer than anybody can say that its roll is wrong."""
    return ride.state == State.COMPLETED and now > ride.ends_at + DISPUTED_WITHIN
