from django.db.models import Count, Q

from apps.moderation.models import Decision
from apps.notifications.services import queue_mail
from apps.organizations.models import Membership, Organization
from apps.organizations.registrations import REVIEW
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on("organization.approved", "organization.rejected", "organization.suspended")
def tell_founder(event: Event) -> None:
    """Mail whoever registered the organisation what was decided, and why."""
    organization = Organization.objects.select_related("created_by").get(pk=event.target_id)
    decision = Decision.objects.filter(pk=event.data.get("decision")).first()
    queue_mail(
        organization.created_by,
        template=f"organizations/mail/{event.name.removeprefix('organization.')}",
        about=organization,
        context={
            "name": organization.created_by.display_name,
            "organization_name": organization.name,
            "path": organization.get_absolute_url(),
            "reason": REVIEW.reason_label(event.reason),
            "note": decision.note if decision else "",
        },
    )


@on("membership.joined", "membership.removed")
def count_members(event: Event) -> None:
    """Keep the derived count; counting afresh makes a late or doubled event harmless."""
    membership = Membership.objects.get(pk=event.target_id)
    found = Organization.objects.filter(pk=membership.organization_id).annotate(
        live=Count("memberships", filter=Q(memberships__status="active"))
    )
    for organization in found:
        Organization.objects.filter(pk=organization.pk).update(member_count=organization.live)
