from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.moderation.models.queue import Decision
from apps.moderation.querysets import AppealQuerySet
from apps.moderation.targets import ReviewTarget
from hearth.kernel.fields import data_subject, internal, mentions, personal
from hearth.kernel.models import Record


class Appeal(Record):
    """What somebody has to say against a decision; there is one per decision, and another person decides.

    `first_reviewer` is who made the decision: a foreign key to (id, reviewer) of Decision holds it to the
    truth (a migration, for Django has no such keys), and a check keeps them from deciding again.
    """

    class State(models.TextChoices):
        OPEN = "open", "Being looked at"
        GRANTED = "granted", "Granted"
        DENIED = "denied", "Not granted"
        CLOSED = "closed", "Closed, because it moved on"

    decision = internal(models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="appeal"))
    appellant = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appeals")
    )
    organization = internal(
        models.ForeignKey("organizations.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    )
    text = personal(models.TextField(max_length=2000, blank=True))
    state = internal(models.CharField(max_length=10, choices=State.choices, default=State.OPEN))
    first_reviewer = mentions(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    )
    decided_by = mentions(
        models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    )
    settled_at = internal(models.DateTimeField(null=True))

    target = ReviewTarget()

    objects: ClassVar[Any] = AppealQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="appeal_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("first_reviewer")),
            ),
            models.CheckConstraint(
                name="appeal_decided_by_somebody",
                condition=Q(state__in=["granted", "denied"], decided_by__isnull=False)
                | (~Q(state__in=["granted", "denied"]) & Q(decided_by=None)),
            ),
            models.CheckConstraint(
                name="appeal_settled_when_not_open",
                condition=Q(state="open", settled_at=None) | (~Q(state="open") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["-created_at", "-id"], name="appeal_newest"),
        ]

    def __str__(self) -> str:
        return f"Appeal · {self.get_state_display()}"

    @property
    def kind(self) -> str:
        """What kind of thing the decision was about."""
        return self.decision.kind

    @property
    def target_id(self) -> UUID:
        return self.decision.target_id
