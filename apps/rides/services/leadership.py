"""Who leads a ride: one captain always while it is published, and up to four leaders."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.accounts.models import User
from apps.rides.choices import (
    COMING,
    LEADERS_AT_MOST,
    OPEN,
    PLACES,
    CancelReason,
    Role,
    State,
)
from apps.rides.lines import RIDES, TAKES
from apps.rides.models import Participation, Ride
from apps.rides.services.joining import LEADS_NOTHING, refuse_captain
from apps.rides.services.locking import locked_place, locked_standing
from apps.rides.services.standing import may_lead
from apps.rides.workflows import PARTICIPATION, RIDE_STATES
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import Conflict, Full
from hearth.kernel.transactions import transactional

NO_CAPTAIN = CancelReason.NO_CAPTAIN.value


@transactional
def make_captain(place: Participation, *, by: Subject) -> Participation:
    """Hand the ride over; the captain of before stays as a leader where there is room for one more."""
    place = _standing(place, "make_captain", by)
    if place.role == Role.CAPTAIN:
        return place
    return _hand_over(place, by=by)


def follow_series(ride: Ride, former: User, captain: User, *, by: Subject) -> None:
    """Hand a ride to its series' new captain where the former one still leads it; the caller holds the locks.

    It stays with the former one where the new one has no place, and none is free.
    """
    if former == captain or ride.captain_id != former.pk or ride.state not in COMING:
        return
    place = Participation.objects.live().filter(ride=ride, user=captain).first()
    if place is None and ride.gives_places(by.now) and ride.free != 0:
        place = Participation(ride=ride, organization_id=ride.organization_id, user=captain)
        place = RIDES.join(ride, place, by=by, now=by.now)
    if place is not None and place.status in PLACES.confirmed:
        place.ride = ride
        _hand_over(place, by=by)


def _hand_over(place: Participation, *, by: Subject) -> Participation:
    former = Participation.objects.filter(ride=place.ride_id, role=Role.CAPTAIN).first()
    freed = place.leader_slot
    # One after the other, because the database counts after each statement.
    if former is not None:
        PARTICIPATION.move(former, "step_down", by=by, **LEADS_NOTHING)
    PARTICIPATION.move(place, "make_captain", by=by, role=Role.CAPTAIN.value, leader_slot=None)
    if former is not None and (slot := freed or _free_slot(place.ride)):
        PARTICIPATION.move(former, "make_leader", by=by, role=Role.LEADER.value, leader_slot=slot)
    _told_captain(place.ride, place.user, by=by)
    return place


@transactional
def make_leader(place: Participation, *, by: Subject) -> Participation:
    """Let somebody lead along; raise Full when there are four, Conflict for the captain."""
    place = _standing(place, "make_leader", by)
    if place.role == Role.LEADER:
        return place
    refuse_captain(place)
    slot = _free_slot(place.ride)
    if slot is None:
        raise Full(f"A ride has {LEADERS_AT_MOST} leaders at most.", capacity=LEADERS_AT_MOST)
    return PARTICIPATION.move(place, "make_leader", by=by, role=Role.LEADER.value, leader_slot=slot)


@transactional
def step_down(place: Participation, *, by: Subject) -> Participation:
    """End somebody's lead; raise Conflict for the captain."""
    place = locked_place(place)
    require(by, "step_down", place)
    PARTICIPATION.guard(place, "step_down", by=by)
    refuse_captain(place)
    if place.role == Role.PARTICIPANT:
        return place
    return PARTICIPATION.move(place, "step_down", by=by, **LEADS_NOTHING)


def has_seat_for(ride: Ride, person: User | UUID) -> bool:
    """Whether somebody who would captain a ride has a place in it, is asked, or could have a free one."""
    if ride.free != 0:
        return True
    return bool(Participation.objects.filter(ride=ride, user=person, status__in=TAKES).exists())


def take_the_lead(ride: Ride, place: Participation, *, by: Subject) -> None:
    """Make the person of a new place the captain of a ride that has none; the caller holds its lock."""
    PARTICIPATION.move(place, "make_captain", by=by, role=Role.CAPTAIN.value, leader_slot=None)
    ride.captain = place.user


def told_together(rides: list[Ride], person_id: UUID) -> dict[UUID, dict[str, Any]]:
    """What the events of rides say that lose somebody as their captain at once, and have no other leader.

    Of each club the first names them all, and the others name the first: people are told of all in one.
    """
    led = Participation.objects.filter(role=Role.LEADER).exclude(user=person_id)
    captained = Participation.objects.filter(ride__in=rides, user=person_id, role=Role.CAPTAIN)
    alone = set(captained.exclude(ride__in=led.values("ride")).values_list("ride", flat=True))
    of_club: dict[UUID, list[str]] = {}
    for ride in rides:
        if ride.pk in alone:
            of_club.setdefault(ride.organization_id, []).append(str(ride.pk))
    data: dict[UUID, dict[str, Any]] = {}
    for first, *others in of_club.values():
        if others:
            data |= {UUID(pk): {"told_with": first} for pk in others}
            data[UUID(first)] = {"rides": [first, *others]}
    return data


def end_lead(
    ride: Ride, place: Participation, *, by: Subject, together: Mapping[str, Any] | None = None
) -> None:
    """Take the lead from somebody; the first leader is captain then, or the ride waits for one.

    `together` is what `told_together` says of this ride.
    """
    was_captain = place.role == Role.CAPTAIN
    PARTICIPATION.move(place, "step_down", by=by, **LEADS_NOTHING)
    if not was_captain:
        return
    leaders = Participation.objects.select_related("user").filter(ride=ride, role=Role.LEADER)
    successor = leaders.order_by("leader_slot").first()
    if successor is not None:
        PARTICIPATION.move(successor, "make_captain", by=by, role=Role.CAPTAIN.value, leader_slot=None)
        _told_captain(ride, successor.user, by=by)
    elif ride.state == State.PUBLISHED:
        facts: dict[str, Any] = {"captain": None, "why": NO_CAPTAIN, "sequence": ride.sequence + 1}
        RIDE_STATES.move(ride, "lose_captain", by=by, reason=NO_CAPTAIN, data=together, **facts)
    else:
        _told_captain(ride, None, by=by, together=together)


def _told_captain(ride: Ride, person: Any, *, by: Subject, together: Mapping[str, Any] | None = None) -> None:
    data = {"captain": str(person.pk) if person else None, **(together or {})}
    RIDE_STATES.move(ride, "lead", by=by, data=data, captain=person)


def _free_slot(ride: Ride) -> int | None:
    taken = set(
        Participation.objects.filter(ride=ride, role=Role.LEADER).values_list("leader_slot", flat=True)
    )
    return next((slot for slot in range(1, LEADERS_AT_MOST + 1) if slot not in taken), None)


def _standing(place: Participation, verb: str, by: Subject) -> Participation:
    """Lock the person's standing and the ride, then ask whether they may be given a lead."""
    membership = locked_standing(place.organization_id, place.user_id) if place.user_id else None
    place = locked_place(place)
    require(by, verb, place)
    PARTICIPATION.guard(place, verb, by=by)
    if not may_lead(membership):
        raise Conflict(f"{place.name} may not lead rides in this club.", rule="may_not_lead")
    if place.ride.state not in OPEN:
        raise Conflict("This ride is over.", rule="ride_is_over", state=place.ride.state)
    return place
