from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from hearth.kernel.fields import internal
from hearth.kernel.ids import uuid7


class ScheduledRun(models.Model):
    """One due time of one piece of scheduled work: the ledger that keeps it from being done twice."""

    class State(models.TextChoices):
        RUNNING = "running", "Running"
        RETRYING = "retrying", "Will be tried again"
        DONE = "done", "Done"
        SKIPPED = "skipped", "Nothing to do"
        FAILED = "failed", "Given up"

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    name = internal(models.CharField(max_length=80))
    key = internal(models.CharField(max_length=80, blank=True))
    """Which one of many, where each has due times of its own: an id or a code."""
    due_at = internal(models.DateTimeField())
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.RUNNING))
    attempts = internal(models.PositiveSmallIntegerField(default=1))
    """How often it was begun, counted before each."""
    available_at = internal(models.DateTimeField(default=timezone.now))
    """When somebody looks at it next, should it not have ended by then."""
    started_at = internal(models.DateTimeField(default=timezone.now))
    finished_at = internal(models.DateTimeField(null=True))
    outcome = internal(models.TextField(blank=True))

    class Meta:
        verbose_name = "scheduled run"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["name", "key", "due_at"], name="scheduled_run_once"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["available_at"],
                name="scheduled_run_open",
                condition=Q(state__in=["running", "retrying"]),
            ),
            models.Index(fields=["id"], name="scheduled_run_given_up", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"{self.name}{f' ({self.key})' if self.key else ''}, due {self.due_at:%Y-%m-%d %H:%M}"
