from django.db.models import Count, Q

from apps.organizations.models import Membership, Organization
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on("membership.joined", "membership.removed")
def count_members(event: Event) -> None:
    """Keep the derived count; counting afresh makes a late or doubled event harmless."""
    membership = Membership.objects.get(pk=event.target_id)
    found = Organization.objects.filter(pk=membership.organization_id).annotate(
        live=Count("memberships", filter=Q(memberships__status="active"))
    )
    for organization in found:
        Organization.objects.filter(pk=organization.pk).update(member_count=organization.live)
