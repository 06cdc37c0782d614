from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from hearth.kernel.fields import data_subject, internal, personal
from hearth.kernel.models.record import Record


class Revision(Record):
    """A change to approved content that waits, or once waited, for a decision; see `revisions.py`.

    `data` holds the proposed values of the fields that differ, `was` what was approved at that time.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "Replaced"

    target_type = internal(models.CharField(max_length=60))
    target_id = internal(models.UUIDField())
    organization_id = internal(models.UUIDField(null=True))
    number = internal(models.PositiveIntegerField())
    data = personal(models.JSONField(default=dict), erased={})
    was = personal(models.JSONField(default=dict), erased={})
    by = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"),
        unless="organization_id",
    )
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.OPEN))
    settled_at = internal(models.DateTimeField(null=True))

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "number"], name="revision_number_per_target"
            ),
            models.UniqueConstraint(
                fields=["target_type", "target_id"], name="revision_one_open", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="revision_settled_once",
                condition=Q(state="open", settled_at__isnull=True)
                | (~Q(state="open") & Q(settled_at__isnull=False)),
            ),
        ]
        # The admin's lists.
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["state", "-id"], name="revision_by_state"),
            models.Index(fields=["target_type", "-id"], name="revision_by_type"),
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id} #{self.number}"
