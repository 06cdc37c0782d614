"""The lists of clubs and their rides; see `lists`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from apps.integrations.models import StravaActivity
from apps.organizations.models import Membership, Organization
from apps.rides.models import (
    PaceGroup,
    Participation,
    Ride,
    RideAttachment,
    RideInvitation,
    RideTemplate,
    Route,
    RouteVersion,
    Series,
)
from hearth.kernel.authorization import ANONYMOUS, Subject, can
from tests.worlds.build import World
from tests.worlds.listed import Filter, Holds, List, belonging_to, hidden, inside, is_word, needs_person

LIVE = {"confirmed", "waitlisted", "offered"}
LEADS = {"captain", "leader"}
COMING = {"published", "postponed"}
STATES = ("draft", "published", "active", "completed")


def lists_of_riders(world: World, subject: Subject) -> Iterator[List]:
    """Those of everybody and one's own, and those below the first club, ride and route."""
    lately = world.now - timedelta(hours=12)
    places = list(Participation.objects.filter(status__in=LIVE, user=subject.id)) if subject.id else []
    parts = {place.ride_id: place.role for place in places}

    def upcoming(ride: Ride, subject: Subject) -> bool:
        return ride.state in COMING | {"active"} and ride.starts_at >= lately

    def is_over(ride: Ride) -> bool:
        return ride.state != "active" and not (ride.state in COMING | {"draft"} and ride.starts_at >= lately)

    def mine(ride: Ride, subject: Subject) -> bool:
        return ride.user_id == subject.id or ride.pk in parts

    def my_coming(ride: Ride, subject: Subject) -> bool:
        return mine(ride, subject) and not is_over(ride)

    def in_part(ride: Ride, value: str) -> bool:
        if value == "planner":
            return bool(ride.user_id == subject.id)
        return ride.pk in parts and (parts[ride.pk] in LEADS) == (value == "leader")

    when = {"coming": lambda ride: not is_over(ride), "past": is_over, "all": lambda ride: True}
    yield List(
        "GET rides",
        "rides",
        Ride,
        lambda ride, subject: upcoming(ride, subject) and can(ANONYMOUS, "view", ride).allowed,
        {
            **ride_filters(world),
            "region": Filter(("far shore",), lambda ride, value: ride.organization.region.lower() == value),
            "club": Filter(
                ("club-0", str(world.clubs[-1].pk)),
                lambda ride, value: value in (ride.organization.slug, str(ride.organization_id)),
            ),
        },
    )
    yield List(
        "GET users/me/rides",
        "users/me/rides",
        Ride,
        my_coming,
        {
            **ride_filters(world),
            "state": Filter(STATES, is_word("state")),
            "when": Filter(tuple(when), lambda ride, value: when[value](ride), replaces_base=mine),
            "part": Filter(("participant", "leader", "planner"), in_part),
        },
        needs_person,
    )
    near = {"near": "-33,151"}
    yield List(
        "GET clubs",
        "clubs",
        Organization,
        lambda club, subject: club.kind == "club" and club.status == "approved",
        {
            "q": Filter(("club 1", "WATTLE"), said_of_club),
            "region": Filter(("FAR SHORE",), lambda club, value: club.region.lower() == value.lower()),
            "near": Filter(("-33,151",), lambda club, value: club.latitude == -33),
            "within_km": Filter(
                ("1", "400"),
                lambda club, value: club.latitude == -33 or (value == "400" and club.latitude is not None),
                also=near,
            ),
        },
    )
    yield List(
        "GET users/me/strava/activities",
        "users/me/strava/activities",
        StravaActivity,
        lambda row, subject: row.user_id == subject.id,
        {},
        needs_person,
    )
    yield from lists_of_club(world, world.clubs[0], upcoming)
    yield from lists_of_ride(world.rides[0])
    yield List(
        "GET routes/{parent}/versions",
        f"routes/{world.routes[0].pk}/versions",
        RouteVersion,
        lambda version, subject: version.route_id == world.routes[0].pk,
        {},
        inside(world.routes[0]),
    )


def ride_filters(world: World, base: Holds | None = None) -> dict[str, Filter]:
    """`base` is what the two ends of a time open, where they open something."""
    moment = (world.now - timedelta(hours=1)).isoformat()
    return {
        "q": Filter(("loop", "HILLS 1"), lambda ride, value: value.lower() in ride.title.lower()),
        "kind": Filter(("social", "training"), is_word("kind")),
        "difficulty": Filter(("moderate", "hard"), is_word("difficulty")),
        "after": Filter(
            (moment,), lambda ride, value: ride.starts_at >= datetime.fromisoformat(value), replaces_base=base
        ),
        "before": Filter(
            (moment,), lambda ride, value: ride.starts_at < datetime.fromisoformat(value), replaces_base=base
        ),
    }


def _series_of(club: Organization) -> tuple[str, ...]:
    """A series of the club, and one that is none."""
    found = Series.objects.filter(organization=club).values_list("pk", flat=True)[:1]
    return (*map(str, found), str(club.pk))


def lists_of_club(world: World, club: Organization, upcoming: Holds) -> Iterator[List]:
    """The lists below one club, which is 404 to who may not see it."""
    belongs, below = belonging_to(club), f"clubs/{club.pk}"
    yield List(
        "GET clubs/{parent}/rides",
        f"{below}/rides",
        Ride,
        lambda ride, subject: belongs(ride, subject) and upcoming(ride, subject),
        {
            **ride_filters(world, belongs),
            "state": Filter(STATES, is_word("state"), replaces_base=belongs),
            "series": Filter(_series_of(club), lambda ride, value: str(ride.series_id) == value),
        },
        hidden(club),
    )
    yield List(
        "GET clubs/{parent}/memberships",
        f"{below}/memberships",
        Membership,
        lambda row, subject: belongs(row, subject) and row.status in ("pending", "active", "suspended"),
        {
            "status": Filter(("active", "pending", "left"), is_word("status"), replaces_base=belongs),
            "role": Filter(("ride_leader", "member", "owner"), is_word("role")),
        },
        inside(club),
    )
    yield List(
        "GET clubs/{parent}/series",
        f"{below}/series",
        Series,
        lambda series, subject: belongs(series, subject) and series.state == "running",
        {"state": Filter(("running", "ended"), is_word("state"), replaces_base=belongs)},
        inside(club),
    )
    yield List(
        "GET clubs/{parent}/routes",
        f"{below}/routes",
        Route,
        lambda route, subject: belongs(route, subject) and route.standing == "in_use",
        {"standing": Filter(("in_use", "archived"), is_word("standing"), replaces_base=belongs)},
        inside(club),
    )
    yield List(
        "GET clubs/{parent}/ride-templates",
        f"{below}/ride-templates",
        RideTemplate,
        belongs,
        {},
        inside(club),
    )


def lists_of_ride(ride: Ride) -> Iterator[List]:
    """The lists below one ride, which is 404 to who may not see it."""
    below = f"rides/{ride.pk}"

    def belongs(row: Any, subject: Subject) -> bool:
        return bool(row.ride_id == ride.pk)

    yield List(
        "GET rides/{parent}/participations",
        f"{below}/participations",
        Participation,
        lambda place, subject: belongs(place, subject) and place.status in LIVE,
        {
            "status": Filter(
                ("confirmed", "waitlisted", "withdrawn"), is_word("status"), replaces_base=belongs
            ),
            "role": Filter(("captain", "participant"), is_word("role")),
        },
        inside(ride),
    )
    yield List("GET rides/{parent}/pace-groups", f"{below}/pace-groups", PaceGroup, belongs, {}, hidden(ride))
    for word, model in {"invitations": RideInvitation, "attachments": RideAttachment}.items():
        yield List(f"GET rides/{{parent}}/{word}", f"{below}/{word}", model, belongs, {}, inside(ride))


def said_of_club(club: Organization, value: str) -> bool:
    return value.lower() in club.name.lower() or value.lower() in club.suburb.lower()
