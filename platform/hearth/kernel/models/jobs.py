from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.ids import uuid7
from hearth.kernel.models.record import Record


class Job(Record):
    """Long work for one person, done a chunk at a time; see docs/jobs.md.

    `params` and `checkpoint` hold ids, numbers and codes only. What typed text there is lies in pieces.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "Under way"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = internal(models.CharField(max_length=80))
    owner = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    )
    brought_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
        )
    )
    """Who sent its text in the owner's place, and so may see what became of it."""
    organization_id = internal(models.UUIDField(null=True))
    params = internal(models.JSONField(default=dict))
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.QUEUED))
    done = internal(models.PositiveIntegerField(default=0))
    total = internal(models.PositiveIntegerField(null=True))
    """How much there is to do, once that is known."""
    doing = internal(models.CharField(max_length=120, blank=True))
    """What it is at, in words of its kind."""
    checkpoint = internal(models.JSONField(default=dict))
    worked_off = internal(models.BooleanField(default=False))
    """Every chunk is done; what is left is to put the file together."""
    result = personal(models.JSONField(default=dict), erased={})
    """`counts` by name, and `errors` of rows, of which the first hundred are kept."""
    error = personal(models.TextField(blank=True))
    file_key = internal(models.CharField(max_length=200, blank=True))
    """Where its file lies, or will lie, in the private storage."""
    attempts = internal(models.PositiveSmallIntegerField(default=0))
    """How often the present chunk was begun in vain."""
    available_at = internal(models.DateTimeField(default=timezone.now))
    leased_by = internal(models.UUIDField(null=True))
    leased_until = internal(models.DateTimeField(null=True))
    started_at = internal(models.DateTimeField(null=True))
    settled_at = internal(models.DateTimeField(null=True))
    expires_at = internal(models.DateTimeField(null=True))
    emptied_at = internal(models.DateTimeField(null=True))
    """When its file and pieces were deleted; what it counted stays."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    LIVE = (State.QUEUED, State.RUNNING)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "owner", "params"],
                name="job_one_live",
                condition=Q(state__in=["queued", "running"]),
            ),
            models.CheckConstraint(
                name="job_settled_when_over",
                condition=Q(state__in=["queued", "running"], settled_at__isnull=True)
                | (~Q(state__in=["queued", "running"]) & Q(settled_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["available_at", "id"],
                name="job_waiting",
                condition=Q(state__in=["queued", "running"]),
            ),
            models.Index(fields=["owner", "-created_at", "-id"], name="job_by_owner"),
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(
                fields=["expires_at"],
                name="job_expiring",
                condition=Q(expires_at__isnull=False, emptied_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_kept(self) -> bool:
        """Whether what it has worked out is still there: its file when it is done, else its pieces."""
        if self.expires_at is None:
            return self.is_live
        return self.emptied_at is None and self.expires_at > timezone.now()

    @property
    def is_dry_run(self) -> bool:
        """Whether it says what would happen, and changes nothing."""
        return bool(self.params.get("dry_run"))

    @property
    def file_name(self) -> str:
        """The name of the file that can be fetched; empty while there is none, and when it is gone."""
        return self.file_key.rpartition("/")[2] if self.state == self.State.DONE and self.is_kept else ""

    @property
    def percent(self) -> int | None:
        """How far it is; None while nobody knows how much there is to do."""
        if self.state == self.State.DONE:
            return 100
        return min(100 * self.done // self.total, 100) if self.total else None


class JobPiece(models.Model):
    """Text that a job was given, or a piece of the file that it writes, until that is put together."""

    class Role(models.TextChoices):
        GIVEN = "given", "Given to it"
        MADE = "made", "Made by it"

    id = internal(models.UUIDField(primary_key=True, default=uuid7, editable=False))
    job = internal(models.ForeignKey(Job, on_delete=models.CASCADE, related_name="pieces"))
    role = internal(models.CharField(max_length=5, choices=Role.choices))
    number = internal(models.PositiveIntegerField(default=0))
    file = internal(models.CharField(max_length=80, blank=True))
    """Of an archive, which file in it this belongs to."""
    text = personal(models.TextField(blank=True), keep="P7D", exported=False)

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["job", "role", "number"], name="job_piece_once")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.number} of {self.job_id}"
