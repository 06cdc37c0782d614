"""What a route tells of the rides that take it: how far and how high, where they say nothing themselves."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.rides.models import Ride, RouteVersion

MOST_CLIMBING_M = 100_000
"""What a ride may say of itself; a file that says more is no help."""
ASKED_FOR = frozenset({"route", "distance_km", "elevation_m"})


def newest_of(route: UUID) -> RouteVersion | None:
    """The version of a route that is read; None while none is ready."""
    rows = RouteVersion.objects.select_related("route", "media")
    found: RouteVersion | None = rows.in_use().filter(route=route).first()
    return found


def with_measures(ride: Ride, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a change of a ride what its route knows and the ride would leave empty."""
    facts = dict(facts)
    route = facts.get("route", ride.route)
    if route is not None and ASKED_FOR & facts.keys() and (version := newest_of(route.pk)):
        facts |= missing_in(ride, version, facts)
    return facts


def missing_in(ride: Ride, version: RouteVersion, facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The columns of a ride that stay empty after a change, as a version would fill them."""
    known: dict[str, Any] = {}
    if version.distance_m is not None:
        known["distance_km"] = round(Decimal(version.distance_m) / 1000, 1)
    if version.gain_m is not None and version.gain_m <= MOST_CLIMBING_M:
        known["elevation_m"] = version.gain_m
    given = facts or {}
    return {name: value for name, value in known.items() if given.get(name, getattr(ride, name)) is None}
