from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from apps.organizations.models.expiry import Expiring
from apps.organizations.models.membership import Membership
from apps.organizations.models.organization import Organization
from apps.organizations.querysets import ExpiringQuerySet
from hearth.kernel.fields import data_subject, internal, mentions


class Handover(Expiring):
    """An offer of an organisation's top role to one of its active members."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Taken back"
        EXPIRED = "expired", "Expired"

    organization = internal(
        models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="handovers")
    )
    role = internal(models.CharField(max_length=12, choices=Membership.Role.choices, editable=False))
    giver = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    receiver = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handovers", editable=False
        )
    )
    status = internal(
        models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING, editable=False)
    )

    objects: ClassVar[Any] = ExpiringQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization"], name="handover_one_pending", condition=Q(status="pending")
            ),
            models.CheckConstraint(
                name="handover_status_known",
                condition=Q(status__in=["pending", "accepted", "declined", "withdrawn", "expired"]),
            ),
            models.CheckConstraint(
                name="handover_to_somebody_else", condition=~Q(giver=models.F("receiver"))
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="handover_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.organization}: {self.giver} → {self.receiver}"
