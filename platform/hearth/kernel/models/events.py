from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hearth.kernel.fields import internal, mentions
from hearth.kernel.ids import uuid7


class Event(models.Model):
    """One thing that happened: audit trail and outbox in one row. A trigger refuses updates and deletes.

    `data` holds ids and codes only; typed text is personal data and lives in rows that can be erased.
    """

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    name = internal(models.CharField(max_length=80))
    schema_version = internal(models.PositiveSmallIntegerField(default=1))
    occurred_at = internal(models.DateTimeField(default=timezone.now))
    actor = mentions(
        models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    )
    organization_id = internal(models.UUIDField(null=True))
    target_type = internal(models.CharField(max_length=60))
    target_id = internal(models.UUIDField())
    sequence = internal(models.PositiveIntegerField())
    from_state = internal(models.CharField(max_length=30, blank=True))
    to_state = internal(models.CharField(max_length=30, blank=True))
    reason = internal(models.CharField(max_length=60, blank=True))
    data = internal(models.JSONField(default=dict))
    request_id = internal(models.CharField(max_length=64, blank=True))

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "sequence"], name="event_sequence_per_target"
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["name", "-occurred_at"], name="event_by_name"),
            models.Index(fields=["request_id"], name="event_by_request", condition=~Q(request_id="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.sequence}"


class Delivery(models.Model):
    """One handler's copy of one event. The database is the queue; messages elsewhere only wake workers up."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        DONE = "done", "Done"
        UNCERTAIN = "uncertain", "Uncertain"
        DEAD = "dead", "Given up"

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    # Found by its event through the unique constraint, so the key needs no index of its own.
    event = internal(
        models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    )
    handler = internal(models.CharField(max_length=120))
    target_type = internal(models.CharField(max_length=60))
    target_id = internal(models.UUIDField())
    sequence = internal(models.PositiveIntegerField())
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.QUEUED))
    attempts = internal(models.PositiveSmallIntegerField(default=0))
    """How many failed, those included after which there was no worker left to say so."""
    available_at = internal(models.DateTimeField(default=timezone.now))
    """When a worker looks at it next; of one that is not the first of its line, only a hint."""
    taken_at = internal(models.DateTimeField(null=True))
    """When a worker took it, until somebody says what became of it."""
    settled_at = internal(models.DateTimeField(null=True))
    error = internal(models.TextField(blank=True))

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["event", "handler"], name="delivery_once_per_handler")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["available_at", "id"], name="delivery_waiting", condition=Q(state="queued")),
            models.Index(
                fields=["handler", "target_type", "target_id", "sequence"],
                name="delivery_line",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(
                fields=["state", "settled_at"],
                name="delivery_to_look_at",
                condition=Q(state__in=["sending", "uncertain", "dead"]),
            ),
            models.Index(fields=["handler", "-id"], name="delivery_by_handler"),
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"
