"""What the clubs rode over the last four months.

These rides are written as rows, not led through the services: nobody opens their history, and forty rides
with four hundred places would be most of the loading time. What has a story is in `stories`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.rides.models import Participation, Ride, Route
from apps.rides.models.facts import FACTS
from apps.rides.services.measured import missing_in, newest_of
from hearth.local.demo.riding.clubs import COFFEE, CREST, LIGHTHOUSE, RAILWAY, RANGE
from hearth.local.demo.riding.people import ASKING, HARBOUR, RIDERS, SNOWGUM, Rider, riders_of

HERE = ZoneInfo("Australia/Sydney")
FOUNTAIN: dict[str, Any] = {
    "meeting_point": "The fountain, Ferry Square",
    "latitude": Decimal("-35.71200"),
    "longitude": Decimal("150.18100"),
}
STATION: dict[str, Any] = {
    "meeting_point": "The old station, Snowgum",
    "latitude": Decimal("-36.24100"),
    "longitude": Decimal("148.81700"),
}
LEADERS = {
    HARBOUR: ("lee", "lee", "carlo", "carlo", "dana", "hamish", "olga"),
    SNOWGUM: ("walt", "rue", "kit"),
}
"""Who captains how often: as in any club, not all the same."""
PUBLISHED_BEFORE, SAID_YES_BEFORE = timedelta(days=10), timedelta(days=4)
CAME, EXCUSED = 0.86, 0.07
LED_BESIDE = 0.5


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A ride that comes again: when, how often, and what is said of it."""

    club: str
    weekday: int
    at: time
    every: int = 1
    """Weeks."""
    route: str = ""
    facts: dict[str, Any]


SATURDAY = Kind(
    club=HARBOUR,
    weekday=5,
    at=time(7),
    route=RANGE,
    facts={
        **FOUNTAIN,
        "title": "Saturday over the Rise",
        "description": "The long one. Two climbs, one descent that everybody talks about, and eggs at Port "
        "Larkin before the way home along the water.",
        "kind": "training",
        "difficulty": "hard",
        "duration_minutes": 210,
        "pace": "27 to 30 km/h on the flat",
        "drop_policy": "regroup",
        "stops": "Water at the top, eggs at Port Larkin",
        "equipment": "Two bottles, a spare tube, lights",
        "audience": "members",
    },
)
SUNDAY = Kind(
    club=HARBOUR,
    weekday=6,
    at=time(8, 30),
    every=2,
    route=COFFEE,
    facts={
        **FOUNTAIN,
        "title": "Coffee at Old Jetty",
        "description": "Flat, slow and full of talk. If you have never ridden with us, this is the one.",
        "kind": "social",
        "difficulty": "easy",
        "duration_minutes": 120,
        "pace": "About 20 km/h",
        "drop_policy": "no_drop",
        "stops": "The café at Old Jetty, for as long as it takes",
        "audience": "public",
    },
)
GRAVEL = Kind(
    club=SNOWGUM,
    weekday=6,
    at=time(9),
    every=2,
    route=RAILWAY,
    facts={
        **STATION,
        "title": "Along the railway",
        "description": "Where the train to Cold Kettle ran until 1957: cuttings, two trestles and a tunnel "
        "that needs a lamp.",
        "kind": "adventure",
        "difficulty": "moderate",
        "duration_minutes": 180,
        "pace": "Whatever the gravel allows",
        "drop_policy": "no_drop",
        "stops": "Pies at Cold Kettle",
        "equipment": "Tyres of 38 mm or more, a lamp",
        "audience": "public",
    },
)
SEASON = (SATURDAY, SUNDAY, GRAVEL)
WEEKS = 17
LONGER = {SATURDAY.route: LIGHTHOUSE, GRAVEL.route: CREST}
"""The other way that is ridden now and then."""
RAINED_OFF = ((SATURDAY.facts["title"], 9), (SUNDAY.facts["title"], 5), (GRAVEL.facts["title"], 11))
"""By title and weeks ago."""


def bring(
    clubs: Mapping[str, Organization],
    people: Mapping[str, User],
    routes: Mapping[str, Route],
    now: datetime,
) -> None:
    """Write every ride of the season with whoever came."""
    rides: list[Ride] = []
    places: list[Participation] = []
    for kind in SEASON:
        for ride, rows in _ridden(kind, clubs[kind.club], people, routes, now):
            rides.append(ride)
            places.extend(rows)
    Ride.objects.bulk_create(rides)
    Participation.objects.bulk_create(places)


def on_day(now: datetime, weekday: int, at: time, *, weeks: int) -> datetime:
    """A time of a weekday so many weeks from now, on the clubs' clocks; negative for weeks ago."""
    today = now.astimezone(HERE).date()
    day = today + timedelta(days=(weekday - today.weekday()) % 7, weeks=weeks)
    return datetime.combine(day, at, HERE)


def _ridden(
    kind: Kind, club: Organization, people: Mapping[str, User], routes: Mapping[str, Route], now: datetime
) -> Iterator[tuple[Ride, list[Participation]]]:
    chance = Random(f"season {kind.facts['title']}")
    for ago in range(WEEKS, 0, -kind.every):
        start = on_day(now, kind.weekday, kind.at, weeks=-ago)
        if start > now - timedelta(days=1):
            continue
        there = [rider for rider in riders_of(kind.club) if start > now - timedelta(days=rider.days_ago - 1)]
        captains = [short for short in LEADERS[kind.club] if short in {rider.short for rider in there}]
        captain = people[chance.choice(captains)]
        ride = _ride(kind, club, captain, start, routes[_way(kind, chance)])
        if (kind.facts["title"], ago) in RAINED_OFF:
            ride.state, ride.why = "cancelled", "weather"
        may_lead = {people[short].pk for short in captains}
        rows = _places(ride, _coming(ride, there, people, chance), may_lead, chance)
        ride.confirmed_count = sum(place.status == "confirmed" for place in rows)
        yield ride, rows


def _way(kind: Kind, chance: Random) -> str:
    return LONGER[kind.route] if kind.route in LONGER and chance.random() < 0.3 else kind.route


def _ride(kind: Kind, club: Organization, captain: User, start: datetime, route: Route) -> Ride:
    told = start - PUBLISHED_BEFORE
    facts = {name: value for name, value in kind.facts.items() if name in FACTS}
    ride = Ride(
        organization=club,
        user=captain,
        captain=captain,
        starts_at=start,
        state="completed",
        published_at=told,
        created_at=told,
        updated_at=start,
        route=route,
        capacity=20,
        sequence=2,
        **facts,
    )
    if (version := newest_of(route.pk)) is not None:
        for name, value in missing_in(ride, version).items():
            setattr(ride, name, value)
    return ride


def _coming(ride: Ride, there: list[Rider], people: Mapping[str, User], chance: Random) -> list[User]:
    """The captain, who planned it, first; then whoever felt like it."""
    keen = [people[rider.short] for rider in there if chance.random() < rider.keen]
    if ride.audience == "public" and chance.random() < 0.4:
        stranger = chance.choice([ASKING, *(rider for rider in RIDERS if rider not in there)])
        keen.append(people[stranger.short])
    return list(dict.fromkeys([ride.user, *keen]))


def _places(ride: Ride, people: list[User], may_lead: set[Any], chance: Random) -> list[Participation]:
    leading: dict[Any, tuple[str, int | None]] = {ride.captain_id: ("captain", None)}
    beside = [person for person in people[1:] if person.pk in may_lead]
    if beside and chance.random() < LED_BESIDE:
        leading[beside[0].pk] = ("leader", 1)
    rows = []
    for person in people:
        role, slot = leading.get(person.pk, ("participant", None))
        came = chance.random()
        outcome = (
            "attended"
            if role == "captain" or came < CAME
            else "excused"
            if came < CAME + EXCUSED
            else "no_show"
        )
        rows.append(_place(ride, chance, user=person, role=role, leader_slot=slot, attendance=outcome))
    if chance.random() < 0.25:
        guest = chance.choice(("My sister Jo", "Marek, a neighbour", "Dad", "Sal from work"))
        rows.append(_place(ride, chance, host=chance.choice(people), guest_name=guest, attendance="attended"))
    return rows


def _place(ride: Ride, chance: Random, *, attendance: str, **facts: Any) -> Participation:
    said = ride.starts_at - SAID_YES_BEFORE * chance.uniform(0.2, 1)
    return Participation(
        ride=ride,
        organization_id=ride.organization_id,
        status="confirmed",
        attendance=attendance if ride.state == "completed" else "unknown",
        created_at=said,
        queued_at=said,
        updated_at=ride.starts_at,
        **facts,
    )
