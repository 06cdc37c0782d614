"""Places on the earth: points on a sphere of radius 1, and whole kilometres between two of them."""

from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
NEARBY_KM = 100
"""How far “near” reaches where nobody says."""
FURTHEST_KM = 500

Degrees = float | Decimal
Point = tuple[float, float]
"""Latitude and longitude."""


def rounded(degrees: Degrees) -> Decimal:
    """About a kilometre: nobody's position is kept more exactly than that."""
    return round(Decimal(degrees), 2)


def kilometres(one: Point, other: Point) -> float:
    """Along the surface, by the haversine formula."""
    (south, west), (north, east) = [tuple(map(radians, point)) for point in (one, other)]
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def whole_kilometres(one: Point, other: Point) -> int:
    """As everybody reads it; never less than 1."""
    return max(1, round(kilometres(one, other)))


def as_point(latitude: Degrees, longitude: Degrees) -> str:
    """The point on the sphere, as `cube` reads it; the fourth number is `listings_position`'s own order."""
    north, east = radians(latitude), radians(longitude)
    return f"({cos(north) * cos(east)!r}, {cos(north) * sin(east)!r}, {sin(north)!r}, 0)"


def along(straight: float) -> float:
    """The kilometres along the surface that a straight way through the sphere stands for; see `chord`."""
    return 2 * EARTH_KM * asin(min(1.0, straight / 2))


def chord(km: float) -> float:
    """The straight way through a sphere of radius 1 between two points so many kilometres apart."""
    return 2 * sin(km / EARTH_KM / 2)
