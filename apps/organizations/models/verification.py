from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from apps.organizations.models.organization import Organization
from apps.organizations.querysets import VerificationQuerySet
from hearth.kernel.fields import internal, mentions
from hearth.kernel.models import Record

LONGEST = timedelta(days=731)
"""Two years, a leap day included."""


class Verification(Record):
    """Why an organisation has its badge, who gave it, and until when. Nothing of it is public."""

    class Evidence(models.TextChoices):
        CHARITY_REGISTER = "charity_register", "Found in a register of charities"
        BUSINESS_REGISTER = "business_register", "Found in a register of businesses"
        LICENCE = "licence", "Licence of an authority seen"
        DOCUMENTS = "documents", "Other documents seen"
        VISIT = "visit", "Visited"

    class EndReason(models.TextChoices):
        RENEWED = "renewed", "Renewed"
        RENAMED = "renamed", "The organisation has a new name"
        EVIDENCE_ENDED = "evidence_ended", "What was shown does not hold any more"
        EVIDENCE_FALSE = "evidence_false", "What was shown was not true"
        MISTAKE = "mistake", "Given by mistake"

    BY_HAND = (EndReason.EVIDENCE_ENDED, EndReason.EVIDENCE_FALSE, EndReason.MISTAKE)

    organization = internal(
        models.ForeignKey(
            Organization, on_delete=models.PROTECT, related_name="verifications", editable=False
        )
    )
    evidence = internal(models.CharField(max_length=20, choices=Evidence.choices))
    reference = internal(models.CharField("link or number", max_length=200, blank=True))
    note = internal(models.TextField(max_length=2000, blank=True))
    granted_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    granted_at = internal(models.DateTimeField(default=timezone.now, editable=False))
    expires_at = internal(models.DateTimeField())
    ended_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    ended_at = internal(models.DateTimeField(null=True, editable=False))
    end_reason = internal(
        models.CharField(max_length=20, choices=EndReason.choices, blank=True, editable=False)
    )

    objects: ClassVar[Any] = VerificationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization"], name="verification_one_live", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="verification_expires",
                condition=Q(expires_at__gt=F("granted_at"), expires_at__lte=F("granted_at") + LONGEST),
            ),
            models.CheckConstraint(
                name="verification_end_says_why",
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-granted_at", "-id"], name="verification_by_organization")
        ]

    def __str__(self) -> str:
        return f"{self.get_evidence_display()}, until {self.expires_at:%-d %B %Y}"

    @property
    def state_label(self) -> str:
        if self.ended_at is not None:
            return str(self.get_end_reason_display())
        return "Valid" if self.expires_at > timezone.now() else "Expired"
