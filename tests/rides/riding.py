"""Clubs and rides as tests need them: Olga owns the club, Lee leads, Ana rides, Milo is a stranger."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Membership, Organization
from apps.rides import services
from apps.rides.choices import LEADERS_AT_MOST, LEADS, Role, State, Status
from apps.rides.lines import TAKES
from apps.rides.models import PaceGroup, Participation, Ride
from hearth.kernel.authorization import Subject, subject_for, with_grants
from tests import factories
from tests.cast import Cast


def acting(user: User) -> Subject:
    """A person as the database has them now."""
    return subject_for(with_grants(User.objects.filter(pk=user.pk)).get())


def club(cast: Cast, name: str = "Harbour Wheelers", **facts: Any) -> Organization:
    """A club with Olga as its owner, Lee who leads rides, and Ana who rides along."""
    made = factories.organization(name, founder=cast.olga, kind="club", join_policy="open", **facts)
    factories.membership(made, cast.lee, "ride_leader")
    factories.membership(made, cast.ana, "member")
    return made


FACTS: dict[str, Any] = {
    "title": "Lighthouse loop",
    "description": "Along the water and back.",
    "meeting_point": "Fountain at Ferry Square",
    "audience": "members",
}


def ride(where: Organization, captain: User, **facts: Any) -> Ride:
    """A published ride in two days, captained by somebody who may lead; `publish=False` for a proposal."""
    facts = {**FACTS, "starts_at": timezone.now() + timedelta(days=2), **facts}
    return services.create_ride(where, by=acting(captain), **facts)


def place_of(of: Ride, user: User) -> Participation:
    found: Participation = Participation.objects.live().get(ride=of, user=user)
    return found


def join(of: Ride, user: User, **facts: Any) -> Participation:
    return services.join_ride(Ride.objects.get(pk=of.pk), by=acting(user), **facts)


def faults(of: Ride) -> Iterator[str]:
    """What is wrong with a ride, of everything that must always hold."""
    fresh = Ride.objects.get(pk=of.pk)
    places = list(Participation.objects.filter(ride=of))
    held = {status: sum(place.status == status for place in places) for status in Status.values}
    if (fresh.confirmed_count, fresh.offered_count) != (held["confirmed"], held["offered"]):
        yield f"counters say {fresh.confirmed_count} + {fresh.offered_count}, there are {held}"
    if fresh.capacity is not None and held["confirmed"] + held["offered"] > fresh.capacity:
        yield f"oversold: {held} of {fresh.capacity}"
    captains = [place for place in places if place.role == Role.CAPTAIN]
    if [place.user_id for place in captains] != ([fresh.captain_id] if fresh.captain_id else []):
        yield f"the captain is {fresh.captain_id}, and {captains} are"
    if fresh.state == State.PUBLISHED and not captains:
        yield "nobody captains it"
    if sum(place.role == Role.LEADER for place in places) > LEADERS_AT_MOST:
        yield "too many leaders"
    for place in places:
        if place.role in LEADS and place.status != Status.CONFIRMED:
            yield f"{place} leads without a place"
        if place.role in LEADS and not may_lead(place):
            yield f"{place} leads and may not"
    for group in PaceGroup.objects.filter(ride=of):
        taken = sum(place.pace_group_id == group.pk and place.status in TAKES for place in places)
        if group.taken_count != taken:
            yield f"{group} counts {group.taken_count}, there are {taken}"
    if (
        fresh.state in (State.ACTIVE, State.COMPLETED, State.CANCELLED)
        and held["waitlisted"] + held["offered"]
    ):
        yield f"somebody waits for a ride that is {fresh.state}"
    if fresh.gives_places(timezone.now()) and fresh.free != 0 and held["waitlisted"]:
        yield "somebody waits while there is a place"


def may_lead(place: Participation) -> bool:
    rows = Membership.objects.filter(organization=place.organization, user=place.user, status="active")
    return rows.filter(role__in=["owner", "admin", "ride_captain", "ride_leader"]).exists()
