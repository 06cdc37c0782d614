from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.rides.choices import Audience, Difficulty, DropPolicy, Kind
from hearth.kernel.fields import public
from hearth.kernel.models import one_line

SHORTEST, LONGEST = 10, 30 * 24 * 60
FURTHEST_KM = Decimal("5000")


class RideFacts(models.Model):
    """What a ride is like, whenever it is: of one ride, of a template, of a series."""

    title = public(models.CharField(max_length=100, validators=[one_line]))
    description = public(models.TextField(max_length=4000, blank=True))
    kind = public(models.CharField(max_length=12, choices=Kind.choices, default=Kind.SOCIAL))
    difficulty = public(
        models.CharField(max_length=8, choices=Difficulty.choices, default=Difficulty.MODERATE)
    )
    duration_minutes = public(
        models.PositiveIntegerField(
            "how long, in minutes",
            default=120,
            validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
        )
    )
    meeting_point = public(models.CharField(max_length=200, validators=[one_line]))
    latitude = public(
        models.DecimalField(
            max_digits=8,
            decimal_places=5,
            null=True,
            blank=True,
            validators=[MinValueValidator(-90), MaxValueValidator(90)],
        )
    )
    longitude = public(
        models.DecimalField(
            max_digits=8,
            decimal_places=5,
            null=True,
            blank=True,
            validators=[MinValueValidator(-180), MaxValueValidator(180)],
        )
    )
    distance_km = public(
        models.DecimalField(
            "distance in km",
            max_digits=6,
            decimal_places=1,
            null=True,
            blank=True,
            validators=[MinValueValidator(0), MaxValueValidator(FURTHEST_KM)],
        )
    )
    elevation_m = public(
        models.PositiveIntegerField(
            "climbing in m", null=True, blank=True, validators=[MaxValueValidator(100_000)]
        )
    )
    pace = public(models.CharField(max_length=60, blank=True, validators=[one_line]))
    drop_policy = public(
        models.CharField(max_length=8, choices=DropPolicy.choices, default=DropPolicy.NO_DROP)
    )
    stops = public(models.CharField(max_length=500, blank=True))
    equipment = public(models.CharField(max_length=500, blank=True))
    audience = public(models.CharField(max_length=8, choices=Audience.choices, default=Audience.MEMBERS))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


FACTS = tuple(field.name for field in RideFacts._meta.local_fields)
"""The columns that a template or a series hands on to its rides."""
