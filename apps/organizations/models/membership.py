from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.organizations.models.organization import Organization
from apps.organizations.querysets import MembershipQuerySet
from hearth.kernel.fields import KEPT, data_subject, internal, mentions, personal
from hearth.kernel.models import Record


class Membership(Record):
    """A person's place in an organisation, or their request for one.

    One live row per pair; a later rejoin is a new row, and the old ones stay as history.
    """

    class Role(models.TextChoices):
        """The roles of every kind together; which of them a kind has stands in its ladder."""

        OWNER = "owner", "Owner"
        ADMIN = "admin", "Admin"
        MANAGER = "manager", "Manager"
        RIDE_CAPTAIN = "ride_captain", "Ride captain"
        RIDE_LEADER = "ride_leader", "Ride leader"
        STAFF = "staff", "Staff"
        MEMBER = "member", "Member"

    class Status(models.TextChoices):
        PENDING = "pending", "Asked to join"
        ACTIVE = "active", "Active"
        SUSPENDED = "suspended", "Suspended"
        REMOVED = "removed", "Removed"
        LEFT = "left", "Left"
        REJECTED = "rejected", "Not accepted"
        WITHDRAWN = "withdrawn", "Request withdrawn"

    LIVE = (Status.PENDING.value, Status.ACTIVE.value, Status.SUSPENDED.value)

    class Via(models.TextChoices):
        FOUNDER = "founder", "Founded it"
        ADMIN = "admin", "Added by a site admin"
        REQUEST = "request", "Asked to join"
        INVITATION = "invitation", "Was invited"

    organization = internal(
        models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    )
    user = data_subject(
        models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    )
    role = personal(models.CharField(max_length=12, choices=Role.choices), erased=KEPT)
    status = personal(
        models.CharField(max_length=10, choices=Status.choices, default=Status.ACTIVE, editable=False),
        erased=KEPT,
    )
    joined_at = personal(models.DateTimeField(null=True, default=timezone.now, editable=False), erased=KEPT)
    joined_via = internal(
        models.CharField(max_length=20, choices=Via.choices, default=Via.ADMIN, editable=False)
    )
    invited_by = mentions(
        models.ForeignKey(
            settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", editable=False
        )
    )
    message = personal(models.CharField(max_length=500, blank=True, editable=False))
    """What the person wrote when they asked to join; those who manage members read it."""
    note = personal(models.CharField(max_length=500, blank=True), exported=False)
    """What those who manage members write down for each other; the person is not shown it."""

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["organization", "user"],
                name="membership_one_live",
                condition=Q(status__in=["pending", "active", "suspended"]),
            ),
            models.CheckConstraint(
                name="membership_status_known",
                condition=Q(
                    status__in=["pending", "active", "suspended", "removed", "left", "rejected", "withdrawn"]
                ),
            ),
            models.CheckConstraint(
                name="membership_role_known",
                condition=Q(
                    role__in=["owner", "admin", "manager", "ride_captain", "ride_leader", "staff", "member"]
                ),
            ),
            models.CheckConstraint(
                name="membership_active_has_joined",
                condition=~Q(status__in=["active", "suspended"]) | Q(joined_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["organization", "-created_at", "-id"], name="membership_by_organization"),
            models.Index(fields=["user", "-created_at", "-id"], name="membership_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
