from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.encryption import EncryptedJSON
from hearth.kernel.fields import KEPT, data_subject, internal, personal, sensitive
from hearth.kernel.models import Record


class StravaConnection(Record):
    """Somebody's Strava account, and what we may read it with."""

    user = data_subject(
        models.OneToOneField(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="strava_connection",
            editable=False,
        ),
        deleted=True,
    )
    athlete = personal(models.BigIntegerField(unique=True, editable=False), erased=KEPT)
    """Their number there; goes with the row."""
    tokens = sensitive(EncryptedJSON(), exported=False)
    """`access` and `refresh`."""
    expires_at = internal(models.DateTimeField(editable=False))
    """When the access token ends."""
    refreshing_until = internal(models.DateTimeField(null=True, editable=False))
    """While somebody asks for new tokens nobody else does: theirs would end the others'."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Strava of {self.user}"


class StravaActivity(Record):
    """What somebody recorded of a ride: theirs alone, shown to nobody else and added to nothing."""

    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            on_delete=models.PROTECT,
            related_name="strava_activities",
            editable=False,
        ),
        deleted=True,
    )
    ride = internal(
        models.ForeignKey("rides.Ride", on_delete=models.CASCADE, related_name="+", editable=False)
    )
    activity = internal(models.BigIntegerField(editable=False))
    """Its number there."""
    details = sensitive(EncryptedJSON())
    """`name`, `sport`, `started_at`, `distance_m`, `moving_s`, `elapsed_s` and `gain_m`."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Strava activities"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "activity"], name="strava_activity_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["user", "ride"], name="strava_activity_of_ride"),
            models.Index(fields=["user", "-created_at", "-id"], name="strava_activity_by_user"),
        ]

    def __str__(self) -> str:
        return f"Activity {self.activity}"


class StravaNotice(Record):
    """Strava said that something changed: kept until it is looked up, since anybody could have said so."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        DONE = "done", "Done"
        FAILED = "failed", "Given up"

    connection = internal(
        models.ForeignKey(StravaConnection, on_delete=models.CASCADE, related_name="notices", editable=False)
    )
    about = internal(
        models.CharField(max_length=8, choices=[("activity", "Activity"), ("athlete", "Athlete")])
    )
    number = internal(models.BigIntegerField())
    """Of the activity or the athlete."""
    aspect = internal(
        models.CharField(max_length=6, choices=[(word, word) for word in ("create", "update", "delete")])
    )
    said_at = internal(models.BigIntegerField())
    """Strava's own time of it, in seconds since 1970."""
    state = internal(models.CharField(max_length=8, choices=State.choices, default=State.WAITING))
    attempts = internal(models.PositiveSmallIntegerField(default=0))
    available_at = internal(models.DateTimeField(default=timezone.now))
    """When it is looked up next; of one that is being looked up, when that counts as broken off."""
    outcome = internal(models.CharField(max_length=40, blank=True))

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["connection", "about", "number", "aspect", "said_at"], name="strava_notice_once"
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["available_at", "id"],
                name="strava_notice_waiting",
                condition=models.Q(state="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.aspect}"


class StravaFarewell(Record):
    """The tokens of a connection that ended here, until Strava was told so; no word of whose it was."""

    tokens = sensitive(EncryptedJSON(), exported=False)
    expires_at = internal(models.DateTimeField(editable=False))

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return "Farewell to Strava"


class ServicePause(Record):
    """Until when we ask a service nothing, because we asked it as often as it allows."""

    name = internal(models.CharField(max_length=20, unique=True, editable=False))
    until = internal(models.DateTimeField(editable=False))

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
