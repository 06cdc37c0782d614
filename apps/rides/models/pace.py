from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from apps.rides.models.ride import Ride
from apps.rides.querysets import OfRideQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.models import Record, one_line


class PaceGroup(Record):
    """Those of a ride who keep one speed, with a leader and so many places of their own."""

    ride = internal(models.ForeignKey(Ride, on_delete=models.CASCADE, related_name="pace_groups"))
    organization = internal(
        models.ForeignKey("organizations.Organization", on_delete=models.PROTECT, related_name="+")
    )
    name = public(models.CharField(max_length=60, validators=[one_line]))
    slowest_kmh = public(
        models.PositiveSmallIntegerField(
            "from km/h", null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(80)]
        )
    )
    fastest_kmh = public(
        models.PositiveSmallIntegerField(
            "to km/h", null=True, blank=True, validators=[MinValueValidator(3), MaxValueValidator(80)]
        )
    )
    leader = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
    capacity = public(models.PositiveIntegerField(null=True, blank=True))
    """NULL for no limit but that of the ride."""
    taken_count = public(models.PositiveIntegerField(default=0, editable=False))
    """How many have, or are offered, a place of the ride in this group."""
    position = public(models.PositiveSmallIntegerField(default=0, editable=False))

    objects: ClassVar[Any] = OfRideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["ride", "name"], name="pace_group_named_once"),
            models.CheckConstraint(
                name="pace_group_within_capacity",
                condition=Q(capacity__isnull=True) | Q(capacity__gte=F("taken_count")),
            ),
            models.CheckConstraint(
                name="pace_group_speeds_in_order",
                condition=Q(slowest_kmh__isnull=True)
                | Q(fastest_kmh__isnull=True)
                | Q(fastest_kmh__gte=F("slowest_kmh")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.slowest_kmh and self.fastest_kmh and self.fastest_kmh < self.slowest_kmh:
            raise ValidationError({"fastest_kmh": "This is slower than where the group begins."})

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.taken_count >= self.capacity
