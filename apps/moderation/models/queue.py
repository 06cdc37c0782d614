from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.moderation.querysets import DecisionQuerySet, ReviewItemQuerySet
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.models import Record


class ReviewItem(Record):
    """Something that waits for a decision, of whatever kind; its target is found through the registry."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    kind = internal(models.CharField(max_length=30))
    target_id = internal(models.UUIDField())
    revision = internal(models.PositiveIntegerField())
    """The target's version that waits; a decision must have seen this one."""
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.OPEN))
    priority = internal(models.SmallIntegerField(default=0))
    due_at = internal(models.DateTimeField(null=True, blank=True))
    submitter = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="submitted_items"),
        unless="organization",
    )
    organization = internal(
        models.ForeignKey(
            "organizations.Organization", null=True, on_delete=models.PROTECT, related_name="review_items"
        )
    )
    opened_at = internal(models.DateTimeField(default=timezone.now))

    objects: ClassVar[Any] = ReviewItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "target_id"], name="review_item_one_open", condition=Q(state="open")
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["-priority", "opened_at", "id"], name="review_queue", condition=Q(state="open")
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.get_state_display()}"


class Decision(models.Model):
    """What a reviewer decided, on which version, and why. Written once."""

    class Action(models.TextChoices):
        APPROVE = "approve", "Approved"
        REQUEST_CHANGES = "request_changes", "Changes asked for"
        REJECT = "reject", "Rejected"
        REMOVE = "remove", "Removed"

    id = internal(models.UUIDField(primary_key=True, editable=False))
    item = internal(
        models.ForeignKey(ReviewItem, null=True, on_delete=models.PROTECT, related_name="decisions")
    )
    kind = internal(models.CharField(max_length=30))
    target_id = internal(models.UUIDField())
    action = internal(models.CharField(max_length=20, choices=Action.choices))
    reason = internal(models.CharField(max_length=60, blank=True))
    note = personal(models.TextField(blank=True))
    revision_seen = internal(models.PositiveIntegerField())
    reviewer = mentions(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    )
    submitter = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"),
        unless="organization",
    )
    organization = internal(
        models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    )
    decided_at = internal(models.DateTimeField(default=timezone.now))

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(name="decision_not_on_own", condition=~Q(reviewer=F("submitter"))),
            models.CheckConstraint(name="decision_says_why", condition=Q(action="approve") | ~Q(reason="")),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind", "target_id", "-decided_at"], name="decision_by_target"),
            models.Index(fields=["-decided_at", "-id"], name="decision_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.kind})"
