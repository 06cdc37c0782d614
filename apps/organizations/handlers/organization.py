from apps.media.addresses import readdress
from apps.moderation.models import Decision
from apps.notifications.services import notify
from apps.organizations.models import Organization
from apps.organizations.registrations import CHANGE, REVIEW
from apps.organizations.services.changes import drop_logo
from hearth.kernel.authorization import system_subject
from hearth.kernel.edge import hides
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event, Revision


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


@on("organization.change_approved", "organization.change_rejected")
def tell_who_proposed(event: Event) -> None:
    """Tell whoever proposed a change what was decided about it, and why."""
    decision = Decision.objects.get(pk=event.data.get("decision"))
    organization = Organization.objects.get(pk=event.target_id)
    revision = Revision.objects.select_related("by").get(
        target_type=event.target_type, target_id=event.target_id, number=decision.revision_seen
    )
    if revision.by is None:
        raise NotNeeded("nobody proposed it")
    notify(
        revision.by,
        event.name,
        about=organization,
        context={
            "organization_name": organization.name,
            "path": organization.get_absolute_url(),
            "fields": sorted(revision.data),
            "reason": CHANGE.reason_label(event.reason),
            "reason_code": event.reason,
            "note": decision.note,
        },
    )


@on("media.removed")
def drop_removed_logo(event: Event) -> None:
    """Let no change propose a logo that may not be shown any more."""
    waiting = Revision.objects.filter(
        target_type=Organization._meta.label_lower,
        state=Revision.State.OPEN,
        organization_id=event.organization_id,
        data__logo=str(event.target_id),
    )
    for revision in waiting.order_by("target_id"):
        drop_logo(revision.target_id, event.target_id, by=system_subject())


@on("organization.suspended", "organization.archived")
def hide_logo(event: Event) -> None:
    """Let the addresses of its logo lead nowhere, as those of its listings' photos."""
    organization = Organization.objects.select_related("logo").get(pk=event.target_id)
    if organization.logo is None or organization.status == Organization.Status.APPROVED:
        raise NotNeeded("it has none, or is shown again")
    readdress(organization.logo, after=event.pk)


hides(
    *("organization.suspended", "organization.archived", "organization.unverified"),
    paths=("/rescues*", "/api/v1/organizations*"),
)
