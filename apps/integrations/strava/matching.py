"""Which ride somebody recorded: by the time that both have in common, and where it began."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime

from apps.integrations.strava.client import Broken
from apps.rides.choices import Attendance, State
from apps.rides.models import Participation, Ride

RIDDEN = (State.PUBLISHED.value, State.ACTIVE.value, State.COMPLETED.value)
RIDDEN_TOO = frozenset({"Handcycle", "Velomobile"})
"""Sports that are riding, although their names do not say so."""
EARLY, LATE = timedelta(minutes=30), timedelta(hours=2)
"""How long before the start and after the planned end somebody may still be riding it."""
SHARE = 0.5
"""Of the shorter of both, so much must be common."""
FURTHEST_KM = 5.0
EARTH_KM = 6371.0
LONGEST = timedelta(days=31)
MOST_LOOKED_AT = 100


@dataclass(frozen=True)
class Recorded:
    """An activity, as far as we look at it."""

    sport: str
    name: str
    started_at: datetime
    elapsed: timedelta
    moving: timedelta
    distance_m: float
    gain_m: float
    start: tuple[float, float] | None
    """None where the athlete hides it."""

    @property
    def details(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "sport": self.sport,
            "started_at": self.started_at.isoformat(),
            "distance_m": round(self.distance_m),
            "moving_s": int(self.moving.total_seconds()),
            "elapsed_s": int(self.elapsed.total_seconds()),
            "gain_m": round(self.gain_m),
        }


def read_activity(found: Mapping[str, Any]) -> Recorded:
    """Take from Strava's answer what we need; raise Broken for what cannot be one."""
    started = found.get("start_date")
    moment = None
    if isinstance(started, str):
        try:
            moment = parse_datetime(started)
        except ValueError:
            moment = None
    if moment is None or moment.tzinfo is None:
        raise Broken("no start")
    return Recorded(
        sport=_words(found.get("sport_type") or found.get("type"), 40),
        name=_words(found.get("name"), 200),
        started_at=moment,
        elapsed=_seconds(found.get("elapsed_time")),
        moving=_seconds(found.get("moving_time")),
        distance_m=_number(found.get("distance"), 10_000_000),
        gain_m=_number(found.get("total_elevation_gain"), 100_000),
        start=_point(found.get("start_latlng")),
    )


def _is_ridden(sport: str) -> bool:
    """Whether Strava calls it something that one rides outside, with the legs or the arms."""
    return sport in RIDDEN_TOO or ("Ride" in sport and not sport.startswith("Virtual"))


def ride_of(recorded: Recorded, person_id: UUID) -> Ride | None:
    """The ride of theirs that it is a record of: most time in common, and begun near its start."""
    if not _is_ridden(recorded.sport):
        return None
    ends = recorded.started_at + recorded.elapsed
    places = Participation.objects.confirmed().filter(user=person_id, ride__state__in=RIDDEN)
    places = places.exclude(attendance=Attendance.NO_SHOW)
    # Nothing lasts longer than a month, so few rows are looked at.
    near = places.filter(ride__starts_at__lt=ends + EARLY, ride__starts_at__gt=recorded.started_at - LONGEST)
    latest = near.select_related("ride").order_by("-ride__starts_at", "-ride__pk")[:MOST_LOOKED_AT]
    found = [(_in_common(recorded, place.ride), place.ride) for place in latest]
    fitting = [(share, ride) for share, ride in found if share >= SHARE and _is_near(recorded, ride)]
    return max(fitting, key=lambda pair: (pair[0], str(pair[1].pk)))[1] if fitting else None


def _in_common(recorded: Recorded, ride: Ride) -> float:
    ends = recorded.started_at + recorded.elapsed
    both = min(ends, ride.ends_at + LATE) - max(recorded.started_at, ride.starts_at - EARLY)
    shorter = min(recorded.elapsed, timedelta(minutes=ride.duration_minutes))
    return both / shorter if shorter > timedelta() else 0.0


def _is_near(recorded: Recorded, ride: Ride) -> bool:
    """Whether it began within 5 km of the meeting point, where both are known."""
    if recorded.start is None or ride.latitude is None or ride.longitude is None:
        return True
    return kilometres(recorded.start, (float(ride.latitude), float(ride.longitude))) <= FURTHEST_KM


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance of two points, latitude first, on a round earth."""
    north, east = radians(other[0] - one[0]), radians(other[1] - one[1])
    half = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _words(value: Any, most: int) -> str:
    words = value if isinstance(value, str) else ""
    return "".join(letter for letter in words if letter.isprintable())[:most]


def _number(value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise Broken("no number")
    if not 0 <= value <= most:
        raise Broken("no such number")
    return float(value)


def _seconds(value: Any) -> timedelta:
    return timedelta(seconds=_number(value, LONGEST.total_seconds()))


def _point(value: Any) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    numbers = [float(each) for each in value if isinstance(each, int | float) and not isinstance(each, bool)]
    if len(numbers) != 2 or not all(map(isfinite, numbers)):
        return None
    return (numbers[0], numbers[1]) if abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180 else None
