from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.moderation.querysets import DecisionQuerySet, ReviewItemQuerySet
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.models import Record


class ReviewItem(Record):
    """Something that waits for a decision, of whatever kind; its target is found through the registry.

    Its version is that of what it stands for (`revision`), so that a tag of it says what was seen;
    claims come and go without it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        DECIDED = "decided", "Decided"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Origin(models.TextChoices):
        SUBMITTED = "submitted", "Sent in"
        SAMPLED = "sampled", "Sample of what was published at once"
        REPORTED = "reported", "Reported by people"
        FLAGGED = "flagged", "Noticed by the platform"
        APPEALED = "appealed", "Appealed against"

    kind = internal(models.CharField(max_length=30))
    target_id = internal(models.UUIDField())
    revision = internal(models.PositiveIntegerField())
    """The number of what waits (see `Reviewable.seen`); a decision must have seen this one."""
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.OPEN))
    origin = internal(models.CharField(max_length=10, choices=Origin.choices, default=Origin.SUBMITTED))
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
    snapshots = personal(models.JSONField(default=dict, blank=True), erased={})
    """What a reviewer could read (`Reviewable.snapshot`), by the number at which it began to read so."""
    sent_back = internal(models.PositiveIntegerField(null=True, blank=True))
    """The number that was sent back, where this item is the answer; what it said is among the snapshots."""
    claimed_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
        )
    )
    claimed_until = internal(models.DateTimeField(null=True, blank=True))
    """When the lease ends; from then on it is nobody's, whoever stands there."""

    objects: ClassVar[Any] = ReviewItemQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind", "target_id"], name="review_item_one_open", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="review_item_claim_whole",
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(
                fields=["-priority", "opened_at", "id"], name="review_queue", condition=Q(state="open")
            ),
            models.Index(
                fields=["kind", "-priority", "opened_at", "id"],
                name="review_queue_of_kind",
                condition=Q(state="open"),
            ),
            # The kind besides, so that the desk counts those of an origin without reading them.
            models.Index(
                fields=["origin", "-priority", "opened_at", "id"],
                name="review_queue_of_origin",
                include=["kind"],
                condition=Q(state="open"),
            ),
            models.Index(fields=["opened_at", "id"], name="review_queue_oldest", condition=Q(state="open")),
            models.Index(
                fields=["organization", "-priority", "opened_at", "id"],
                name="review_queue_of_organization",
                condition=Q(state="open", organization__isnull=False),
            ),
            models.Index(
                fields=["claimed_by"],
                name="review_item_claimed",
                condition=Q(state="open", claimed_by__isnull=False),
            ),
            models.Index(fields=["state", "-priority", "opened_at", "id"], name="review_item_by_state"),
            # The queue of what is decided or withdrawn, narrowed: open items have smaller ones above.
            models.Index(
                fields=["kind", "state", "-priority", "opened_at", "id"], name="review_item_by_kind"
            ),
            models.Index(
                fields=["origin", "state", "-priority", "opened_at", "id"], name="review_item_by_origin"
            ),
            # The admin's list, and what it is narrowed by.
            models.Index(fields=["-opened_at", "-id"], name="review_item_newest"),
            models.Index(fields=["state", "-opened_at", "-id"], name="review_item_newest_in_state"),
            models.Index(fields=["kind", "-opened_at", "-id"], name="review_item_newest_of_kind"),
            models.Index(fields=["kind", "target_id", "-opened_at"], name="review_item_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} · {self.get_state_display()}"

    @property
    def is_claimed(self) -> bool:
        """Whether somebody holds it right now."""
        return self.claimed_until is not None and self.claimed_until > timezone.now()


class Decision(models.Model):
    """What a reviewer decided, on which version, and why. Written once."""

    class Action(models.TextChoices):
        APPROVE = "approve", "Approved"
        REQUEST_CHANGES = "request_changes", "Changes asked for"
        REJECT = "reject", "Rejected"
        REMOVE = "remove", "Removed"
        RESTORE = "restore", "Restored"

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
    overturns = internal(
        models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="overturned_by")
    )
    """The decision that this one takes back after an appeal."""
    decided_at = internal(models.DateTimeField(default=timezone.now))

    objects: ClassVar[Any] = DecisionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            # What an appeal's first reviewer refers to.
            models.UniqueConstraint(fields=["id", "reviewer"], name="decision_with_reviewer"),
            models.CheckConstraint(name="decision_not_on_own", condition=~Q(reviewer=F("submitter"))),
            models.CheckConstraint(
                name="decision_says_why", condition=Q(action__in=["approve", "restore"]) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="decision_restores_one",
                condition=Q(action="restore", overturns__isnull=False)
                | (~Q(action="restore") & Q(overturns=None)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind", "target_id", "-decided_at"], name="decision_by_target"),
            models.Index(fields=["-decided_at", "-id"], name="decision_newest"),
            models.Index(fields=["kind", "-decided_at", "-id"], name="decision_newest_of_kind"),
            models.Index(fields=["action", "-decided_at", "-id"], name="decision_newest_by_action"),
            # What trust is derived from.
            models.Index(
                fields=["organization", "action", "-decided_at"],
                name="decision_of_organization",
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                fields=["submitter", "action", "-decided_at"],
                name="decision_of_submitter",
                condition=Q(organization=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} ({self.kind})"
