"""How people get a place in a ride, and give it up."""

from typing import Any
from uuid import UUID

from django.db.models import Exists

from apps.organizations.models import Membership
from apps.rides.choices import BY_ITSELF, PLACES, RemovalReason, Role, State, Status
from apps.rides.lines import RIDES
from apps.rides.models import ClubProfile, PaceGroup, Participation, Ride
from apps.rides.services.contacts import attach_contact
from apps.rides.services.locking import locked_place, locked_ride, locked_standing, standing_as
from apps.rides.workflows import PARTICIPATION
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import Conflict, Full, Invalid, NotAllowed
from hearth.kernel.transactions import transactional

LEADS_NOTHING: dict[str, Any] = {"role": Role.PARTICIPANT.value, "leader_slot": None}
"""The columns of a place whose person leads no more."""
COMES_BACK = (RemovalReason.LEFT_CLUB, RemovalReason.STANDING, RemovalReason.ASKED)
"""Reasons that are over as soon as somebody may come along again, or wants to."""


@transactional
def join_ride(
    ride: Ride,
    *,
    by: Subject,
    takes_it: bool = False,
    pace_group: UUID | None = None,
    shares_contact: bool = False,
) -> Participation:
    """Take a place, or stand in the line where none is free.

    With `shares_contact` whoever leads may read one's emergency contact; Conflict for who keeps none.
    """
    require(by, "view", ride)
    membership = locked_standing(ride.organization_id, by.id)
    ride, by = locked_ride(ride), standing_as(membership, ride.organization_id, by)
    require(by, "join", ride)
    _refuse_fallen(membership, ride, by)
    mine = Participation.objects.live().filter(ride=ride, user=by.id)
    there, taken_off, waits = _looked_up(mine, _was_taken_off(ride, by), RIDES.in_line(ride), ride=ride)
    if there:
        raise Conflict(
            "You have a place there, or wait for one already.",
            rule="joined_already",
            participation=str(mine.get().pk),
        )
    if taken_off:
        raise NotAllowed("You were taken off this ride’s list.", rule="taken_off_the_list")
    group = _group(ride, pace_group)
    place = _join(ride, by, takes_it=takes_it, user=by.user, pace_group=group, waits=waits)
    if shares_contact:
        attach_contact(place, by=by)
    return place


@transactional
def bring_guest(
    ride: Ride, *, by: Subject, guest_name: str, takes_it: bool = False, pace_group: UUID | None = None
) -> Participation:
    """Bring somebody without an account along, as many as the club lets each rider bring."""
    require(by, "view", ride)
    ride = locked_ride(ride)
    require(by, "bring_guest", ride)
    brought = Participation.objects.live().filter(ride=ride, host=by.id).count()
    profile = ClubProfile.objects.filter(pk=ride.organization_id).first() or ClubProfile()
    if brought >= profile.guests_each:
        raise Conflict(
            f"Each rider may bring {profile.guests_each} at most.",
            rule="guests_at_most",
            most=profile.guests_each,
        )
    if not guest_name.strip():
        raise Invalid([("/guest_name", "required", "Say who comes with you.")])
    return _join(
        ride,
        by,
        takes_it=takes_it,
        host=by.user,
        guest_name=guest_name.strip(),
        pace_group=_group(ride, pace_group),
    )


@transactional
def accept_place(place: Participation, *, by: Subject) -> Participation:
    """Take the place that is offered; raise WrongState when the offer is over."""
    return _move(place, "accept", by)


@transactional
def pass_place(place: Participation, *, by: Subject) -> Participation:
    return _move(place, "pass", by)


@transactional
def withdraw_place(place: Participation, *, by: Subject) -> Participation:
    """Give the place up, and those of one's guests; Conflict for the captain, and while it is under way."""
    place = _opened(place, "withdraw", by)
    _refuse_begun(place)
    refuse_captain(place)
    end_guests(place, by=by)
    return RIDES.move(place, "withdraw", by=by, **LEADS_NOTHING)


@transactional
def remove_place(place: Participation, *, by: Subject, reason: str = RemovalReason.OTHER) -> Participation:
    """Take somebody off the list, with their guests; raise Conflict for the captain."""
    if reason in BY_ITSELF:
        raise Invalid([("/reason", "invalid_choice", "Nobody is taken off the list for this by hand.")])
    place = _opened(place, "remove", by)
    _refuse_begun(place)
    refuse_captain(place)
    end_guests(place, by=by)
    return RIDES.move(place, "remove", by=by, reason=str(reason), why=str(reason), **LEADS_NOTHING)


@transactional
def still_coming(place: Participation, *, by: Subject) -> Participation:
    """Say again that one comes; once is enough."""
    place = _opened(place, "still_coming", by)
    if place.asked_again:
        PARTICIPATION.move(place, "still_coming", by=by, asked_again=False)
    return place


@transactional
def take_it_for_me(place: Participation, *, by: Subject) -> Participation:
    return _prefer(place, "take_it_for_me", by, takes_it=True)


@transactional
def ask_me_first(place: Participation, *, by: Subject) -> Participation:
    return _prefer(place, "ask_me_first", by, takes_it=False)


@transactional
def change_group(place: Participation, *, by: Subject, pace_group: UUID | None) -> Participation:
    """Ride in another group, or in none; raise Full for one without room."""
    place = _opened(place, "change_group", by)
    if pace_group == place.pace_group_id:
        return place
    _refuse_over(place.ride)
    group = _group(place.ride, pace_group, keeps_room=place.status in (PLACES.offered, *PLACES.confirmed))
    return RIDES.move(place, "change_group", by=by, pace_group=group)


def refuse_captain(place: Participation) -> None:
    """Nobody takes the captain from a ride without naming the next one."""
    if place.role == Role.CAPTAIN:
        raise Conflict("The captain hands the ride over first.", rule="captain_hands_over_first")


def end_guests(place: Participation, *, by: Subject) -> None:
    """Give up the places of those whom a person brings: nobody would look after them."""
    if place.user_id is None:
        return
    guests = Participation.objects.live().filter(ride=place.ride_id, host=place.user_id)
    for guest in guests.order_by("pk"):
        RIDES.move(guest, "withdraw", by=by)


def _join(ride: Ride, by: Subject, *, waits: bool | None = None, **facts: Any) -> Participation:
    place = Participation(ride=ride, organization_id=ride.organization_id, **facts)
    place.full_clean(
        exclude=["status", "ride", "organization", "user", "host", "pace_group"],
        validate_unique=False,
        validate_constraints=False,
    )
    return RIDES.join(ride, place, by=by, waits=waits)


def _group(ride: Ride, pk: UUID | None, *, keeps_room: bool = True) -> PaceGroup | None:
    if pk is None:
        return None
    group: PaceGroup | None = PaceGroup.objects.filter(ride=ride, pk=pk).first()
    if group is None:
        raise Invalid([("/pace_group", "does_not_exist", "This ride has no such group.")])
    if keeps_room and group.is_full:
        raise Full("This group is full.", capacity=group.capacity, confirmed=group.taken_count)
    return group


def _refuse_fallen(membership: Membership | None, ride: Ride, by: Subject) -> None:
    """Refuse, of a ride for everybody too, who is suspended in the club or was taken out of it."""
    if membership is not None and membership.status == Membership.Status.SUSPENDED:
        raise NotAllowed("You are suspended in this club.", rule="suspended_in_club")
    if membership is None:
        rows = Membership.objects.filter(organization=ride.organization_id, user=by.id)
        last = rows.order_by("-created_at", "-id").values_list("status", flat=True).first()
        if last == Membership.Status.REMOVED:
            raise NotAllowed("This club ended your membership.", rule="removed_from_club")


def was_taken_off(ride: Ride, by: Subject) -> bool:
    """Whether its leadership took the person off the list, for more than their own wish."""
    return bool(_was_taken_off(ride, by).exists())


def _was_taken_off(ride: Ride, by: Subject) -> Any:
    theirs = Participation.objects.filter(ride=ride, user=by.id, status=Status.REMOVED)
    return theirs.exclude(why__in=COMES_BACK)


def _looked_up(*rows: Any, ride: Ride) -> tuple[bool, ...]:
    """Whether there are any, for each of several questions about a locked ride, asked at once."""
    found: tuple[bool, ...] = Ride.objects.values_list(*map(Exists, rows)).get(pk=ride.pk)
    return found


def has_set_out(place: Participation) -> bool:
    return place.ride.state == State.ACTIVE and place.status in PLACES.confirmed


def _refuse_begun(place: Participation) -> None:
    """Whoever set out stays on the list: the roll-call says what became of them."""
    _refuse_over(place.ride)
    if has_set_out(place):
        raise Conflict("This ride is under way: the roll-call says who came.", rule="under_way")


def _refuse_over(ride: Ride) -> None:
    """Who came to a ride stays written down."""
    if not ride.is_open:
        raise Conflict("This ride is over.", rule="ride_is_over", state=ride.state)


def _prefer(place: Participation, verb: str, by: Subject, *, takes_it: bool) -> Participation:
    place = _opened(place, verb, by)
    if place.takes_it == takes_it:
        return place
    return RIDES.move(place, verb, by=by, takes_it=takes_it)


def _move(place: Participation, verb: str, by: Subject, **changes: Any) -> Participation:
    return RIDES.move(_opened(place, verb, by), verb, by=by, **changes)


def _opened(place: Participation, verb: str, by: Subject) -> Participation:
    place = locked_place(place)
    require(by, verb, place)
    PARTICIPATION.guard(place, verb, by=by)
    return place
