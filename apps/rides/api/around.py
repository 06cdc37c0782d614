"""What the answers about rides show besides their rows: a page costs the same queries for any number.

None of it raises a ride's version, so that it is part of every tag.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, F

from apps.rides.choices import LEADS, PLACES, Role
from apps.rides.lines import RIDES
from apps.rides.models import PaceGroup, Participation, Ride, RouteVersion
from hearth.kernel.authorization import Subject

PUBLIC, MEMBER, PARTICIPANT, LEADERSHIP, REVIEWER = (
    "public",
    "member",
    "participant",
    "leadership",
    "reviewer",
)
INSIDE = frozenset({MEMBER, PARTICIPANT, LEADERSHIP})


@dataclass
class Around:
    """Everything by the id of its ride; empty for a ride that was not asked about."""

    mine: dict[UUID, Participation] = field(default_factory=dict)
    """The live place of whoever asks, with its `position`."""
    leaders: dict[UUID, list[Participation]] = field(default_factory=dict)
    groups: dict[UUID, list[PaceGroup]] = field(default_factory=dict)
    waiting: dict[UUID, int] = field(default_factory=dict)
    versions: dict[UUID, RouteVersion] = field(default_factory=dict)
    """The newest version of each route, by the route's id."""

    def audience(self, ride: Ride, subject: Subject) -> str:
        """Who somebody is for a ride, which decides what they read of it."""
        place = self.mine.get(ride.pk)
        may = subject.capabilities_in(ride.organization_id)
        if "manage_rides" in may or ("lead_rides" in may and place is not None and place.role in LEADS):
            return LEADERSHIP
        if place is not None:
            return PARTICIPANT
        if ride.organization_id in subject.organizations:
            return MEMBER
        return REVIEWER if "review_content" in subject.system_capabilities else PUBLIC

    def tag(self, ride: Ride) -> list[Any]:
        """What stands in the answer and is no part of the ride's own version."""
        place = self.mine.get(ride.pk)
        route = self.versions.get(ride.route_id) if ride.route_id else None
        club, captain = ride.organization, ride.captain
        return [
            *(ride.confirmed_count, ride.offered_count, self.waiting.get(ride.pk, 0)),
            *(club.name, club.slug, club.timezone, captain and captain.display_name),
            *((row.user_id, row.user and row.user.display_name) for row in self.leaders.get(ride.pk, [])),
            *((row.pk, row.version, row.taken_count, row.position) for row in self.groups.get(ride.pk, [])),
            *(row.leader and row.leader.display_name for row in self.groups.get(ride.pk, [])),
            *((place.pk, place.version, place.position) if place is not None else ()),  # type: ignore[attr-defined]
            *((ride.route and ride.route.name, route.pk) if route is not None else ()),
        ]


def around(rides: Sequence[Ride], subject: Subject) -> Around:
    """Load what the answers of these rides need for whoever asks."""
    found = Around()
    if not rides:
        return found
    ids = [ride.pk for ride in rides]
    if subject.id is not None:
        mine = RIDES.with_positions(Participation.objects.live().filter(ride__in=ids, user=subject.id))
        found.mine = {place.ride_id: place for place in mine.select_related("pace_group")}
    leaders = Participation.objects.filter(ride__in=ids, role=Role.LEADER).select_related("user")
    found.leaders = _by_ride(leaders.order_by("leader_slot"))
    groups = PaceGroup.objects.filter(ride__in=ids).select_related("leader")
    found.groups = _by_ride(groups.order_by("position", "name", "id"))
    inside = [ride for ride in rides if found.audience(ride, subject) in INSIDE]
    # Nobody waits for a ride without a limit, and of most nobody asks.
    if full := [ride.pk for ride in inside if ride.capacity is not None]:
        waiting = Participation.objects.filter(ride__in=full, status=PLACES.waiting).order_by()
        found.waiting = dict(waiting.values_list("ride").annotate(number=Count("pk")))
    if routes := {ride.route_id for ride in rides if ride.route_id}:
        newest = RouteVersion.objects.filter(route__in=routes, number=F("route__newest"))
        found.versions = {row.route_id: row for row in newest.defer("line", "profile")}
    return found


def _by_ride(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.ride_id, []).append(row)
    return found
