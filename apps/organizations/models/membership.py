from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.organizations.models.organization import Organization
from apps.organizations.querysets import MembershipQuerySet
from hearth.kernel.fields import internal, personal
from hearth.kernel.models import Record


class Membership(Record):
    """A person's place in an organisation; one live row per pair, history stays as further rows."""

    class Role(models.TextChoices):
        ADMIN = "admin", "Admin"
        MEMBER = "member", "Member"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        REMOVED = "removed", "Removed"

    organization = internal(
        models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    )
    user = personal(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    )
    role = personal(models.CharField(max_length=12, choices=Role.choices))
    status = personal(
        models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE, editable=False)
    )
    joined_at = personal(models.DateTimeField(default=timezone.now, editable=False))
    joined_via = internal(models.CharField(max_length=20, default="admin", editable=False))
    invited_by = personal(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    note = personal(models.CharField(max_length=500, blank=True))

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "user"], name="membership_one_live", condition=Q(status="active")
            ),
            models.CheckConstraint(
                name="membership_status_known", condition=Q(status__in=["active", "removed"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
