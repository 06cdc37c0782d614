from apps.moderation.models import Decision
from apps.notifications.services import notify
from apps.organizations.models import Organization
from apps.organizations.registrations import REVIEW
from hearth.kernel.edge import hides
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on("organization.approved", "organization.rejected", "organization.suspended")
def tell_founder(event: Event) -> None:
    """Tell whoever registered the organisation what was decided, and why."""
    organization = Organization.objects.select_related("created_by").get(pk=event.target_id)
    decision = Decision.objects.filter(pk=event.data.get("decision")).first()
    notify(
        organization.created_by,
        event.name,
        about=organization,
        context={
            "organization_name": organization.name,
            "path": organization.get_absolute_url(),
            "reason": REVIEW.reason_label(event.reason),
            "reason_code": event.reason,
            "note": decision.note if decision else "",
        },
    )


hides(
    *("organization.suspended", "organization.archived", "organization.unverified"),
    paths=("/rescues*", "/api/v1/organizations*"),
)
