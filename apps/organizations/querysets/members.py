from typing import Any, Self
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from hearth.kernel.authorization import PolicyQuerySet


class MembershipQuerySet(PolicyQuerySet[Any]):
    def live(self) -> Self:
        """Those that stand: asked for, active or suspended."""
        return self.filter(status__in=["pending", "active", "suspended"])

    def active(self) -> Self:
        return self.filter(status="active")

    def holding(self, role: str, organization_id: UUID) -> Self:
        """The active members with a role whose accounts are active too: those who can really act."""
        return self.active().filter(organization=organization_id, role=role, user__status="active")


class ExpiringQuerySet(PolicyQuerySet[Any]):
    """Offers by the state that they are in now, whatever the column says."""

    def in_status(self, status: str) -> Self:
        due = Q(status="pending", expires_at__lte=timezone.now())
        if status == "pending":
            return self.filter(status="pending", expires_at__gt=timezone.now())
        return self.filter(Q(status="expired") | due) if status == "expired" else self.filter(status=status)
