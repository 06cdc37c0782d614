"""Notices an organisation that nobody can run any more, and tells the review desk."""

from uuid import UUID

from apps.moderation import services as moderation
from apps.organizations.kinds import KINDS
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import system_subject
from hearth.kernel.transactions import transactional

KIND = "organization_without_admin"


@transactional
def check_has_admin(organization_id: UUID) -> None:
    """Open a review item for an approved organisation without an active top role, or close it again.

    Looks at the present state alone, under the organisation's lock: it may be asked late and often.
    """
    organization = Organization.objects.select_for_update(no_key=True).get(pk=organization_id)
    waits = moderation.waiting(organization, KIND).exists()
    orphaned = organization.status == Organization.Status.APPROVED and not has_admin(organization)
    if orphaned and not waits:
        moderation.open_item(organization, by=system_subject(), kind=KIND)
    elif waits and not orphaned:
        moderation.withdraw_item(organization, KIND)


def has_admin(organization: Organization) -> bool:
    """Whether somebody has its top role whose membership and account are both active."""
    top = KINDS[organization.kind].top_role
    admins = Membership.objects.filter(
        organization=organization, role=top, status=Membership.Status.ACTIVE, user__status="active"
    )
    return bool(admins.exists())
