from datetime import datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.rides.choices import OPEN, Audience, Difficulty, Kind, Moderation, State
from apps.rides.models.facts import RideFacts
from apps.rides.querysets import RideQuerySet
from hearth.kernel.fields import internal, mentions, public
from hearth.kernel.waitlist import Line


class Ride(RideFacts, Line):
    """A ride of a club, with so many places; `organization` is the club.

    `state` says how far it is, `moderation` whether it may be shown.
    """

    organization = public(
        models.ForeignKey(
            "organizations.Organization", on_delete=models.PROTECT, related_name="rides", editable=False
        )
    )
    user = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="planned_rides", editable=False
        )
    )
    """Who planned or proposed it."""
    captain = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="captained_rides",
            editable=False,
        )
    )
    """Whose participation is the captain's; the database demands one while the ride is published."""
    starts_at = public(models.DateTimeField("when it starts"))
    state = public(
        models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    )
    moderation = internal(
        models.CharField(max_length=8, choices=Moderation.choices, default=Moderation.SHOWN, editable=False)
    )
    why = public(models.CharField(max_length=20, blank=True, editable=False))
    """The code of why it was postponed or cancelled; `reason` on the wire."""
    published_at = public(models.DateTimeField(null=True, editable=False))
    route = public(
        models.ForeignKey(
            "rides.Route", null=True, blank=True, on_delete=models.PROTECT, related_name="rides"
        )
    )
    series = public(
        models.ForeignKey(
            "rides.Series", null=True, on_delete=models.PROTECT, related_name="rides", editable=False
        )
    )
    recurrence_id = public(models.DateTimeField(null=True, editable=False))
    """When the series would have it begin: stays, whatever becomes of this one ride's start."""
    completed_at = internal(models.DateTimeField(null=True, editable=False))
    contacts_from = internal(models.DateTimeField(null=True, editable=False))
    """Until then, once the start was moved nearer, the contacts of who has not agreed to it stay closed."""
    sequence = internal(models.PositiveIntegerField(default=0, editable=False))
    """How often its time, place or state changed since it was published; calendars go by it."""

    objects: ClassVar[Any] = RideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            *Line.Meta.constraints,
            models.CheckConstraint(name="ride_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="ride_moderation_known", condition=Q(moderation__in=Moderation.values)
            ),
            models.CheckConstraint(name="ride_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="ride_difficulty_known", condition=Q(difficulty__in=Difficulty.values)
            ),
            models.CheckConstraint(name="ride_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(
                name="ride_has_captain", condition=~Q(state="published") | Q(captain__isnull=False)
            ),
            models.CheckConstraint(
                name="ride_place_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
            models.CheckConstraint(
                name="ride_of_series_is_one_of_its_times",
                condition=Q(series__isnull=True) | Q(recurrence_id__isnull=False),
            ),
            models.UniqueConstraint(fields=["series", "recurrence_id"], name="ride_once_in_series"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "starts_at", "id"], name="ride_by_club"),
            models.Index(
                fields=["starts_at", "id"],
                name="ride_public",
                condition=Q(
                    audience="public", moderation="shown", state__in=["published", "postponed", "active"]
                ),
            ),
            models.Index(
                fields=["organization", "starts_at", "id"],
                name="ride_coming",
                condition=Q(state__in=["published", "postponed", "active"]),
            ),
            # Not of what is open: lists of that are read by their start, never gathered by state and sorted.
            models.Index(
                fields=["state", "-id"],
                name="ride_by_rare_state",
                condition=Q(state__in=["draft", "postponed", "active", "cancelled"]),
            ),
            models.Index(fields=["captain", "-starts_at", "-id"], name="ride_by_captain"),
            models.Index(fields=["user", "-created_at", "-id"], name="ride_by_planner"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("ride", args=[self.pk])

    @property
    def begins_at(self) -> datetime:
        return self.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    @property
    def zone(self) -> ZoneInfo:
        """The club's time zone, in which its people read a clock."""
        return ZoneInfo(self.organization.timezone)

    @property
    def starts_here(self) -> datetime:
        """When it starts on the club's clocks."""
        return self.starts_at.astimezone(self.zone)

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state in OPEN

    @property
    def is_shown(self) -> bool:
        return self.moderation == Moderation.SHOWN

    @property
    def pauses(self) -> bool:
        is_on = self.state == State.PUBLISHED and self.is_shown and self.organization.status == "approved"
        return not is_on
