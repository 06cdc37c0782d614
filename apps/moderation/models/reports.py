from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.moderation.querysets import ReportCaseQuerySet
from apps.moderation.targets import ReviewTarget
from hearth.kernel.authorization import PolicyQuerySet
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.models import Record


class ReportCase(Record):
    """Everything that people report about one thing until somebody decides; the queue decides on this."""

    class State(models.TextChoices):
        OPEN = "open", "Being looked at"
        UPHELD = "upheld", "Taken down"
        DISMISSED = "dismissed", "Nothing wrong"
        CLOSED = "closed", "Gone by itself"

    kind = internal(models.CharField(max_length=30))
    target_id = internal(models.UUIDField())
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.OPEN))
    owner = mentions(models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"))
    """Whose thing was reported; what people say of it is not theirs to read."""
    organization = internal(
        models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    )
    settled_at = internal(models.DateTimeField(null=True))

    target = ReviewTarget()

    objects: ClassVar[Any] = ReportCaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "target_id"], name="report_case_one_open", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="report_case_settled_when_not_open",
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind", "target_id", "-created_at"], name="report_case_by_target")
        ]

    def __str__(self) -> str:
        return f"Reports about a {self.kind} · {self.get_state_display()}"


class Report(Record):
    """What one person says is wrong with something; with the case's open state there is one per person."""

    case = internal(models.ForeignKey(ReportCase, on_delete=models.PROTECT, related_name="reports"))
    reporter = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports")
    )
    reason = internal(models.CharField(max_length=60))
    note = personal(models.TextField(max_length=2000, blank=True))
    points = internal(models.PositiveSmallIntegerField())
    """What it adds to the case's place in the queue, by its reason and its reporter's record."""

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["case", "reporter"], name="report_once_per_person")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["reporter", "-created_at", "-id"], name="report_by_reporter")
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.case_id})"
