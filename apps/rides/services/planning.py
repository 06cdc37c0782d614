"""Verbs of a ride itself: proposed, published, put off, ridden, cancelled."""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.rides.choices import (
    OUTCOMES,
    PLACES,
    Audience,
    CancelReason,
    Moderation,
    RemovalReason,
    RouteStanding,
    State,
)
from apps.rides.clubs import profile_of
from apps.rides.contacts import RIDDEN, expected_from
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride, RideFacts, Route
from apps.rides.querysets import SURELY_OVER
from apps.rides.services.from_template import with_template
from apps.rides.services.groups import new_group
from apps.rides.services.leadership import has_seat_for, take_the_lead
from apps.rides.services.locking import locked_ride, locked_standing, people_in_order
from apps.rides.services.measured import with_measures
from apps.rides.services.people import check_may_plan, leader_of
from apps.rides.services.standing import may_lead
from apps.rides.workflows import RIDE_STATES
from hearth.kernel.authorization import (
    Subject,
    can,
    require,
    require_for_new,
    subject_for,
    system_subject,
    with_grants,
)
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid
from hearth.kernel.transactions import in_transaction, transactional
from hearth.kernel.workflow import check_seen

FURTHEST = timedelta(days=2 * 365)
EARLIEST = timedelta(hours=1)
"""So long before the time that is said a ride may begin."""
ASKS_AGAIN = frozenset({"starts_at", "duration_minutes", "meeting_point", "latitude", "longitude"})
"""What changes where and when one has to be: everybody is asked again."""
BY_WIDTH = tuple(Audience.values)
"""Audiences, the one with the fewest people first."""
NEVER_CHECKED = ["organization", "user", "captain", "series", "route"]


@transactional
def create_ride(
    organization: Organization,
    *,
    by: Subject,
    publish: bool = True,
    pace_groups: Iterable[Mapping[str, Any]] = (),
    template: UUID | None = None,
    **facts: Any,
) -> Ride:
    """Plan a ride of a club: published at once by who may lead, unless they rather draft; else proposed.

    With a template of the club, its words stand where nothing else is said.
    """
    require_for_new(by, "create", Ride)
    pace_groups = list(pace_groups)
    for person in people_in_order(by.id, *(group.get("leader") for group in pace_groups)):
        locked_standing(organization.pk, person)
    by = by.refreshed()
    check_may_plan(organization, by=by)
    facts = with_template(organization, template, facts, by=by)
    facts.setdefault("audience", profile_of(organization.pk).usual_audience)
    ride = new_ride(organization, by.user, facts, pace_groups)
    record(RIDE_STATES.of["draft"].event, ride, by=by, to_state=ride.state)
    if publish and "lead_rides" in by.capabilities_in(organization.pk):
        return open_draft(RIDES.locked(ride.pk), by.user, by=by)
    return ride


def new_ride(
    organization: Organization, user: User, facts: Mapping[str, Any], pace_groups: Iterable[Mapping[str, Any]]
) -> Ride:
    """Write a draft with its pace groups; the caller has asked, and records the event."""
    facts = with_measures(Ride(), with_route(facts, organization))
    ride = Ride(organization=organization, user=user, **facts)
    _check(ride)
    ride.save(force_insert=True)
    for position, group in enumerate(pace_groups):
        new_group(ride, group, position=position)
    return ride


@transactional
def publish_ride(ride: Ride, *, by: Subject, captain: User | UUID | None = None) -> Ride:
    """Open a proposal; whoever publishes it captains it, unless somebody else who may lead is named."""
    require(by, "publish", ride)
    if isinstance(captain, UUID):
        captain = leader_of(ride.organization_id, captain, "/captain")
    captain = captain or by.user
    locked_standing(ride.organization_id, captain.pk)
    ride = _opened(ride, "publish", by)
    return open_draft(ride, captain, by=by)


@transactional
def edit_ride(ride: Ride, *, by: Subject, seen_version: str = "", **facts: Any) -> Ride:
    """Change what is said of a ride; another time or place asks everybody again whether they come."""
    ride = _opened(ride, "edit", by)
    check_seen(ride, seen_version)
    return change_ride(ride, facts, by=by)


def change_ride(ride: Ride, facts: Mapping[str, Any], *, by: Subject) -> Ride:
    """Change a ride whose lock the caller holds, having asked.

    Places are given last: to whom it is for now, at the time that holds now.
    """
    facts = with_measures(ride, with_route(facts, ride.organization, ride.route_id))
    facts = {name: value for name, value in facts.items() if getattr(ride, name) != value}
    resized = {"capacity": facts.pop("capacity")} if "capacity" in facts else {}
    if facts:
        _rewrite(ride, facts, by)
    if resized:
        RIDES.resize(ride, by=by, **resized)
    if "starts_at" in facts:
        RIDES.fill(ride, now=by.now)
    elif "audience" in facts:
        RIDES.give(ride, now=by.now)
    return ride


def _rewrite(ride: Ride, facts: Mapping[str, Any], by: Subject) -> None:
    """Write what is said of it, ask again, and let nobody wait for whom it is not any more."""
    if "starts_at" not in facts:
        _refuse_to_last_longer(ride, facts, by.now)
    asks = bool(ASKS_AGAIN & facts.keys()) and ride.state != State.DRAFT
    was_for = ride.audience
    contacts_from = ride.contacts_from
    if "starts_at" in facts and asks:
        contacts_from = expected_from(ride, facts["starts_at"], by.now)
    for name, value in facts.items():
        setattr(ride, name, value)
    _check(ride, starts="starts_at" in facts)
    data = {"fields": sorted(facts), "asks_again": asks}
    told = {**facts, "contacts_from": contacts_from, **_next(ride)} if asks else facts
    RIDE_STATES.move(ride, "edit", by=by, data=data, **told)
    if asks:
        _ask_again(ride, by)
    if BY_WIDTH.index(ride.audience) < BY_WIDTH.index(was_for):
        RIDES.turn_away(ride, _shut_out(ride), by=by, now=by.now, why=RemovalReason.AUDIENCE.value)


def _refuse_to_last_longer(ride: Ride, facts: Mapping[str, Any], now: datetime) -> None:
    """Leave how long a ride was planned for once it has begun: its emergency contacts close by that."""
    longer = facts.get("duration_minutes", 0) > ride.duration_minutes
    if longer and ride.state in RIDDEN and now >= ride.starts_at:
        raise Conflict("It has begun, so it cannot be planned for longer.", rule="has_begun")


@transactional
def postpone_ride(ride: Ride, *, by: Subject, reason: str = CancelReason.OTHER) -> Ride:
    """Put it off without a new time yet."""
    ride = _opened(ride, "postpone", by)
    return RIDE_STATES.move(ride, "postpone", by=by, reason=str(reason), why=str(reason), **_next(ride))


@transactional
def reschedule_ride(ride: Ride, *, by: Subject, starts_at: datetime) -> Ride:
    """Open a postponed ride again at another time; who reschedules one without a captain leads it.

    They have a place ahead of the line, or nobody would ride; raise Conflict where all are taken.
    """
    require(by, "reschedule", ride)
    locked_standing(ride.organization_id, by.id)
    ride = _opened(ride, "reschedule", by)
    check_start(starts_at, by.now)
    captain = ride.captain
    if captain is None:
        _check_may_lead(ride, by.user)
        captain = by.user
    facts: dict[str, Any] = {"starts_at": starts_at, "why": "", "captain": captain, **_next(ride)}
    facts["contacts_from"] = expected_from(ride, starts_at, by.now)
    had_captain = ride.captain_id is not None
    RIDE_STATES.move(ride, "reschedule", by=by, **facts)
    if not had_captain:
        _seat_captain(ride, captain, by=by)
    _ask_again(ride, by)
    RIDES.fill(ride)
    return ride


@transactional
def start_ride(ride: Ride, *, by: Subject) -> Ride:
    """Begin, an hour early at most; who still waits for a place waits no more."""
    ride = _opened(ride, "start", by)
    if by.now < ride.starts_at - EARLIEST:
        raise Conflict("It begins later: an hour before is the earliest.", rule="too_early")
    RIDE_STATES.move(ride, "start", by=by, **_next(ride))
    RIDES.close(ride, by=by, now=by.now, why=RemovalReason.BEGAN.value)
    return ride


@transactional
def complete_ride(ride: Ride, *, by: Subject) -> Ride:
    """End it, once it is known of everybody whether they came: nobody is left out on the road."""
    ride = _opened(ride, "complete", by)
    if by.now < ride.starts_at:
        raise Conflict("It is complete after its start at the earliest.", rule="not_begun")
    missing = Participation.objects.confirmed().filter(ride=ride).exclude(attendance__in=OUTCOMES)
    if names := [{"id": str(place.pk), "name": place.name} for place in missing.select_related("user")]:
        raise Conflict("The roll-call is not complete.", rule="roll_call", missing=names)
    RIDE_STATES.move(ride, "complete", by=by, completed_at=by.now, **_next(ride))
    RIDES.close(ride, by=by, now=by.now, why=RemovalReason.BEGAN.value)
    return ride


@transactional
def cancel_ride(ride: Ride, *, by: Subject, reason: str = CancelReason.OTHER) -> Ride:
    """It does not take place; who has a place keeps the entry in their calendar, as cancelled."""
    return call_off(_opened(ride, "cancel", by), by=by, reason=reason)


def call_off(ride: Ride, *, by: Subject, reason: str) -> Ride:
    """Cancel a ride whose lock the caller holds, having asked."""
    RIDE_STATES.move(ride, "cancel", by=by, reason=str(reason), why=str(reason), **_next(ride))
    RIDES.close(ride, by=by, now=by.now, why=RemovalReason.CANCELLED.value)
    return ride


def close_lines_of_the_past(now: datetime) -> int:
    """End the waits for rides of which only the clock says that they are over; return for how many."""
    waits = Participation.objects.filter(status__in=(PLACES.waiting, PLACES.offered)).values("ride")
    past = Ride.objects.filter(pk__in=waits, state=State.PUBLISHED, starts_at__lt=now - SURELY_OVER)
    return sum(
        in_transaction(partial(_close_line, pk, now)) for pk in list(past.values_list("pk", flat=True))
    )


def _close_line(pk: UUID, now: datetime) -> bool:
    ride = RIDES.locked(pk)
    is_past = ride.state == State.PUBLISHED and ride.starts_at < now - SURELY_OVER
    if is_past:
        RIDES.close(ride, by=system_subject(), now=now, why=RemovalReason.BEGAN.value)
    return is_past


@transactional
def resize_ride(ride: Ride, *, by: Subject, capacity: int | None, held: int | None = None) -> Ride:
    """Change how many places there are; raise Full for fewer than are taken."""
    ride = _opened(ride, "resize", by)
    return RIDES.resize(ride, by=by, capacity=capacity, held=held)


def check_start(starts_at: datetime, now: datetime) -> None:
    """Refuse a start that is over, or too far away to be meant."""
    if starts_at <= now:
        raise Invalid([("/starts_at", "in_the_past", "Choose a time to come.")])
    if starts_at > now + FURTHEST:
        raise Invalid([("/starts_at", "too_far", "Choose a time within the next two years.")])


def check_place(said: RideFacts) -> None:
    """Refuse half a place, of a ride or of what rides are planned from."""
    if (said.latitude is None) != (said.longitude is None):
        lacks = "/latitude" if said.latitude is None else "/longitude"
        raise Invalid([(lacks, "required", "A place has a latitude and a longitude.")])


def open_draft(ride: Ride, captain: User, *, by: Subject) -> Ride:
    """Publish a ride whose lock the caller holds, and before it the captain's standing, having asked."""
    check_start(ride.starts_at, by.now)
    _check_may_lead(ride, captain)
    changes: dict[str, Any] = {"captain": captain, "published_at": ride.published_at or by.now}
    RIDE_STATES.move(ride, "publish", by=by, **changes)
    _seat_captain(ride, captain, by=by)
    return ride


def _seat_captain(ride: Ride, captain: User, *, by: Subject) -> None:
    if not has_seat_for(ride, captain):
        raise Conflict(
            "There is no place for the captain: raise the number of places first.",
            rule="captain_needs_a_place",
        )
    RIDES.renew(ride, now=by.now)
    place = Participation.objects.live().filter(ride=ride, user=captain).first()
    if place is None:
        place = Participation(ride=ride, organization_id=ride.organization_id, user=captain)
        RIDES.join(ride, place, by=by, now=by.now, waits=False)
    elif place.status not in PLACES.confirmed:
        RIDES.seat(ride, place, by=by, now=by.now)
    take_the_lead(ride, place, by=by)


def _check_may_lead(ride: Ride, person: User) -> None:
    if not may_lead(locked_standing(ride.organization_id, person.pk)):
        raise Conflict(f"{person} may not lead rides in this club.", rule="may_not_lead")


def _ask_again(ride: Ride, by: Subject) -> None:
    """Whoever made the change knows of it; everybody else who comes, waits or is asked says so again.

    “Take it for me” was said for another time or place: it is taken back.
    """
    places = Participation.objects.live().filter(ride=ride).exclude(user=by.id).exclude(host=by.id)
    again = {"updated_at": timezone.now(), "version": F("version") + 1}
    places.filter(user__isnull=False).update(asked_again=True, **again)
    places.filter(status=PLACES.waiting, takes_it=True).update(takes_it=False, **again)


def _shut_out(ride: Ride) -> Iterator[Participation]:
    """Those in the line, or asked, who could not join now, or whose host could not bring them.

    While it is taken down nobody could: they are judged as if it were shown.
    """
    shown = copy(ride)
    shown.moderation = Moderation.SHOWN.value
    rows = Participation.objects.filter(ride=ride, status__in=(PLACES.waiting, PLACES.offered))
    asked = list(rows.order_by("queued_at", "id").select_for_update(no_key=True, of=("self",)))
    people = with_grants(User.objects.filter(pk__in={place.belongs_to for place in asked}))
    subjects = {person.pk: subject_for(person) for person in people}
    for place in asked:
        verb = "join" if place.user_id else "bring_guest"
        if not can(subjects[place.belongs_to], verb, shown).allowed:
            yield place


def _next(ride: Ride) -> dict[str, Any]:
    """What calendars go by, raised by one."""
    return {"sequence": ride.sequence + 1}


def with_route(
    facts: Mapping[str, Any], organization: Organization, present: UUID | None = None
) -> dict[str, Any]:
    """Put the route of the club in the place of its id; an archived one only where it is there at present."""
    facts = dict(facts)
    pk: UUID | None = facts.get("route")
    if pk is not None:
        facts["route"] = Route.objects.filter(organization=organization, pk=pk).first()
        if facts["route"] is None:
            raise Invalid([("/route", "does_not_exist", "This club has no such route.")])
        if facts["route"].standing == RouteStanding.ARCHIVED and pk != present:
            raise Invalid([("/route", "archived", "This route is archived. Take it back into use first.")])
    return facts


def _check(ride: Ride, *, starts: bool = True) -> None:
    ride.full_clean(exclude=NEVER_CHECKED, validate_unique=False, validate_constraints=False)
    check_place(ride)
    if starts:
        check_start(ride.starts_at, timezone.now())


def _opened(ride: Ride, verb: str, by: Subject) -> Ride:
    """Lock the ride as it was seen, then ask."""
    require(by, verb, ride)
    fresh = locked_ride(ride, seen=True)
    require(by, verb, fresh)
    RIDE_STATES.guard(fresh, verb, by=by)
    return fresh
