"""Distances and corners on a sphere. Longitudes jump at the date line: nothing here minds."""

import math
from collections.abc import Iterable, Sequence

from apps.rides.gpx.reading import Point

EARTH_RADIUS_M = 6_378_137.0
"""That of WGS 84, at the equator: what other programs that measure rides count with."""


def metres_between(one: Point, other: Point) -> float:
    """Along the great circle (haversine)."""
    latitude, longitude = math.radians(one.latitude), math.radians(one.longitude)
    to_latitude, to_longitude = math.radians(other.latitude), math.radians(other.longitude)
    half = (
        math.sin((to_latitude - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(to_latitude) * math.sin((to_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def unrolled(longitudes: Iterable[float]) -> list[float]:
    """The same meridians without a jump: each within half a turn of the one before."""
    found: list[float] = []
    for longitude in longitudes:
        if found:
            longitude += 360 * round((found[-1] - longitude) / 360)
        found.append(longitude)
    return found


def arc(longitudes: Iterable[float]) -> tuple[float, float]:
    """West and east end of the shortest arc that holds them all; across the date line east is the smaller."""
    around = sorted(set(longitudes))
    following = [*around[1:], around[0] + 360]
    widest = max(range(len(around)), key=lambda index: following[index] - around[index])
    return around[(widest + 1) % len(around)], around[widest]


def off_line(x: float, y: float, one: Sequence[float], other: Sequence[float]) -> float:
    """How far a point is from a stretch on a plane, squared."""
    x0, y0, x1, y1 = one[0], one[1], other[0], other[1]
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x0) * dx + (y - y0) * dy) / length))
    return (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2
