"""Verbs of memberships. Each locks the organisation's row first, then counts."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.organizations.models import Membership, Organization
from apps.organizations.workflows import MEMBERSHIP
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict


@transaction.atomic
def add_member(
    organization: Organization, user: User, role: str, *, by: Subject, note: str = ""
) -> Membership:
    """Make somebody a member; raise Conflict when they are one already. Locks the organisation."""
    require_for_new(by, "create", Membership)
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    if Membership.objects.live().filter(organization=organization, user=user).exists():
        raise Conflict(f"{user} is a member already.")
    return join(organization, user, role, by=by, via="admin", note=note)


@transaction.atomic
def remove_member(membership: Membership, *, by: Subject) -> Membership:
    """End a membership; raise Conflict for the last admin. Locks the organisation, then counts."""
    require(by, "remove", membership)
    Organization.objects.select_for_update(no_key=True).get(pk=membership.organization_id)
    others = Membership.objects.live().filter(
        organization=membership.organization_id, role=Membership.Role.ADMIN
    )
    if membership.role == Membership.Role.ADMIN and not others.exclude(pk=membership.pk).exists():
        raise Conflict("An organisation keeps at least one admin.")
    return MEMBERSHIP.move(membership, "remove", by=by)


def join(
    organization: Organization, user: User, role: str, *, by: Subject, via: str, note: str = ""
) -> Membership:
    membership = Membership.objects.create(
        organization=organization, user=user, role=role, joined_via=via, note=note, joined_at=timezone.now()
    )
    record("membership.joined", membership, by=by, to_state=membership.status, data={"role": role})
    return membership
