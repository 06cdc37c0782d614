from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.organizations.models.expiry import Expiring
from apps.organizations.models.membership import Membership
from apps.organizations.models.organization import Organization
from apps.organizations.querysets import ExpiringQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, mentions, personal, sensitive


class Invitation(Expiring):
    """An offer of a role in an organisation, to an address or to a person whom it knows already.

    The token in the mail is derived from the id (`services.invitations.token_of`) and stored nowhere;
    here stands its SHA-256.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        REVOKED = "revoked", "Taken back"
        EXPIRED = "expired", "Expired"

    organization = internal(
        models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    )
    email = data_subject(models.EmailField(max_length=254, null=True, editable=False), keep="P90D")
    user = data_subject(
        models.ForeignKey(
            settings.AUTH_USER_MODEL,
            null=True,
            on_delete=models.PROTECT,
            related_name="invitations",
            editable=False,
        )
    )
    role = internal(models.CharField(max_length=12, choices=Membership.Role.choices))
    message = personal(models.CharField(max_length=500, blank=True), keep="P90D")
    status = internal(
        models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING, editable=False)
    )
    token_hash = sensitive(
        models.CharField(max_length=64, unique=True, editable=False), erased=KEPT, exported=False
    )
    invited_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )

    objects: ClassVar[Any] = ExpiringQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                name="invitation_one_pending_by_address",
                condition=Q(status="pending"),
            ),
            models.UniqueConstraint(
                fields=["organization", "user"],
                name="invitation_one_pending_by_person",
                condition=Q(status="pending"),
            ),
            models.CheckConstraint(
                name="invitation_to_address_or_person",
                condition=Q(email__isnull=False, user__isnull=True)
                | Q(email__isnull=True, user__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_address_in_lower_case",
                condition=Q(email__isnull=True) | Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="invitation_status_known",
                condition=Q(status__in=["pending", "accepted", "declined", "revoked", "expired"]),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="invitation_by_organization"),
            models.Index(Lower("email"), name="invitation_by_address", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} in {self.organization}"
