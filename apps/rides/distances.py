"""How far clubs are from where somebody looks for one."""

import re
from dataclasses import dataclass
from math import cos, radians
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Avg, ExpressionWrapper, Field, FloatField, Model, QuerySet
from django.db.models.functions import ASin, Cast, Cos, Least, Power, Radians, Sin, Sqrt

from apps.organizations.models import Organization
from apps.organizations.places import position_of
from hearth.kernel.authorization import ANONYMOUS
from hearth.kernel.keyset import Keyset

EARTH_KM = 6371.0
DEGREE_KM = 111.0
NEARBY_KM = 50
"""How far “near” reaches where nobody says."""
FURTHEST_KM = 500
COORDINATES = re.compile(r"\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*,\s*([+-]?\d{1,3}(?:\.\d{1,15})?)\s*", re.ASCII)


class Nearest(Keyset):
    """By the `distance` that `with_distance` computes."""

    needs: ClassVar[str] = "near"

    def __init__(self) -> None:
        super().__init__("distance", "id")

    def column_of(self, model: type[Model], name: str) -> Any:
        distance: Field[Any, Any] = FloatField()
        return distance if name == "distance" else super().column_of(model, name)


NEAREST = Nearest()


@dataclass(frozen=True)
class Spot:
    """A place to search around."""

    latitude: float
    longitude: float


def clubs() -> QuerySet[Any]:
    """Those that everybody may see."""
    rows: QuerySet[Any] = Organization.objects.visible_to(ANONYMOUS).filter(kind="club")
    return rows


def spot_of(words: str) -> Spot:
    """Find `-33.87,151.21`, a suburb or town, or where clubs say they are; else raise ValidationError."""
    if found := COORDINATES.fullmatch(words):
        spot = Spot(float(found[1]), float(found[2]))
        if abs(spot.latitude) > 90 or abs(spot.longitude) > 180:
            raise ValidationError("Latitude is -90 to 90 and longitude -180 to 180.", code="out_of_range")
        return spot
    if position := position_of(words):
        return Spot(*position)
    there = clubs().filter(suburb__iexact=words.strip(), latitude__isnull=False, longitude__isnull=False)
    middle = there.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    if middle["latitude"] is None:
        raise ValidationError(
            "We know no place of this name. Try a larger one beside it, or latitude,longitude.",
            code="unknown",
        )
    return Spot(float(middle["latitude"]), float(middle["longitude"]))


class SpotField(forms.CharField):
    """Cleaned to a Spot; None for nothing."""

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        return spot_of(words) if words else None


def with_distance(rows: QuerySet[Any], spot: Spot, within_km: float) -> QuerySet[Any]:
    """Those of the rows within reach, each with its `distance` in kilometres."""
    reach = within_km / DEGREE_KM
    rows = rows.filter(latitude__range=(spot.latitude - reach, spot.latitude + reach))
    return rows.annotate(distance=distance_from(spot)).filter(distance__lte=within_km)


def distance_from(spot: Spot) -> Any:
    """Kilometres along the surface, by the haversine formula; null for who has no position."""
    north, east = (Radians(Cast(column, FloatField())) for column in ("latitude", "longitude"))
    up = Power(Sin((north - radians(spot.latitude)) / 2.0), 2.0)
    across = Power(Sin((east - radians(spot.longitude)) / 2.0), 2.0)
    half = up + Cos(north) * cos(radians(spot.latitude)) * across
    km = ASin(Least(Sqrt(half), 1.0)) * (2 * EARTH_KM)
    return ExpressionWrapper(km, output_field=FloatField())
