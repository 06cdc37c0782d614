from apps.organizations.models import Membership
from apps.organizations.services.orphans import check_has_admin
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on("user.suspended", "user.reinstated", "user.erased")
def look_for_admins_of_theirs(event: Event) -> None:
    """Somebody went or came back: look at every organisation in which they have a place."""
    theirs = Membership.objects.filter(user=event.target_id).order_by("organization_id")
    for organization_id in theirs.values_list("organization_id", flat=True).distinct():
        check_has_admin(organization_id)


@on(
    "membership.joined",
    "membership.approved",
    "membership.suspended",
    "membership.reinstated",
    "membership.role_changed",
    "membership.removed",
    "membership.left",
    "organization.approved",
    "organization.suspended",
    "organization.reinstated",
    "organization.restored",
    "organization.archived",
    "organization.unarchived",
)
def look_for_an_admin(event: Event) -> None:
    if event.organization_id is not None:
        check_has_admin(event.organization_id)
