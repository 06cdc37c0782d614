from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.rides.choices import SeriesState
from apps.rides.models.facts import RideFacts
from apps.rides.querysets import PlanQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.models import Record


class Plan(RideFacts, Record):
    """What a club plans rides from."""

    organization = public(
        models.ForeignKey(
            "organizations.Organization", on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    user = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    capacity = public(models.PositiveIntegerField(null=True, blank=True))
    route = public(
        models.ForeignKey("rides.Route", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    )

    objects: ClassVar[Any] = PlanQuerySet.as_manager()

    class Meta:
        abstract = True


class RideTemplate(Plan):
    """A ride without a date, from which others are planned."""

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "title", "id"], name="ride_template_by_club")
        ]


class Series(Plan):
    """Rides that come again: local wall time, zone and an RRULE (RFC 5545, daily or coarser)."""

    captain = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    """Who captains the rides that are made of it, while they may lead."""
    first_date = public(models.DateField())
    local_time = public(models.TimeField())
    timezone = public(models.CharField(max_length=40, editable=False))
    """The club's zone when the series was planned; its wall time is meant there."""
    rrule = public(models.CharField(max_length=300))
    state = public(
        models.CharField(
            max_length=8, choices=SeriesState.choices, default=SeriesState.RUNNING, editable=False
        )
    )
    ends_before = public(models.DateTimeField(null=True, editable=False))
    """Where it was ended, or split: nothing at or after this moment is its own any more."""
    made_until = internal(models.DateTimeField(null=True, editable=False))
    """Up to when its rides are there already."""
    continues = internal(
        models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    )
    """The series that this one was split from."""

    class Meta:
        verbose_name_plural = "series"
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="series_by_club"),
            models.Index(fields=["made_until", "id"], name="series_to_make", condition=Q(state="running")),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="series_state_known", condition=Q(state__in=SeriesState.values)),
        ]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def first_start(self) -> datetime:
        """The wall time at which it begins, without a zone."""
        return datetime.combine(self.first_date, self.local_time)
