"""Where a club is, as a small drawing: itself in the middle of rings of kilometres, and others around it."""

from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.db.models import QuerySet

from apps.organizations.models import Organization
from apps.rides.distances import DEGREE_KM, Spot, with_distance

REACH_KM, MOST_AROUND = 20, 8
MIDDLE, RADIUS = 100.0, 88.0


@dataclass(frozen=True)
class Neighbour:
    club: Organization
    x: float
    y: float
    km: int


@dataclass(frozen=True)
class Locator:
    latitude: str
    longitude: str
    around: list[Neighbour]
    half_km: int = REACH_KM // 2
    whole_km: int = REACH_KM


def locator(club: Organization, others: QuerySet[Any]) -> Locator | None:
    """What to draw; None for a club whose position nobody gave."""
    if club.latitude is None or club.longitude is None:
        return None
    spot = Spot(float(club.latitude), float(club.longitude))
    near = with_distance(others.exclude(pk=club.pk), spot, REACH_KM).order_by("distance", "id")[:MOST_AROUND]
    around = [_drawn(each, spot) for each in near]
    return Locator(str(club.latitude), str(club.longitude), around)


def _drawn(club: Any, middle: Spot) -> Neighbour:
    scale = RADIUS * DEGREE_KM / REACH_KM
    turn = (float(club.longitude) - middle.longitude + 540) % 360 - 180
    east = turn * cos(radians(middle.latitude)) * scale
    north = (float(club.latitude) - middle.latitude) * scale
    return Neighbour(club, round(MIDDLE + east, 1), round(MIDDLE - north, 1), max(1, round(club.distance)))
