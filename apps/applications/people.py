"""Who is told about an application on the side of those who offer the pet."""

from apps.accounts.models import User
from apps.applications.models import Application
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import SystemRole, subject_for, with_grants

MOST_TOLD = 30


def who_decides(application: Application) -> list[User]:
    """Who may decide just now: the owner of a private pet; of an organisation all, the oldest first."""
    organization = application.organization
    if organization is None:
        return [application.offered_by] if application.offered_by.is_active else []
    members = Membership.objects.active().filter(organization=organization).values("user")
    people = with_grants(User.objects.filter(pk__in=members, status="active").order_by("pk"))
    deciding = (
        person for person in people if _decides(person, organization) and person.pk != application.user_id
    )
    return [person for person, _ in zip(deciding, range(MOST_TOLD), strict=False)]


def who_leads(application: Application) -> list[User]:
    """Those with the highest role in the organisation; the owner of a private pet."""
    organization = application.organization
    if organization is None:
        return [application.offered_by]
    heads = Membership.objects.holding("admin", organization.pk).select_related("user").order_by("pk")
    return [membership.user for membership in heads[:MOST_TOLD]]


def who_watches() -> list[User]:
    """The people who run the platform."""
    rows = User.objects.filter(system_role=SystemRole.SITE_ADMIN.value, status="active")
    return list(rows.order_by("pk")[:MOST_TOLD])


def _decides(person: User, organization: Organization) -> bool:
    return "decide_applications" in subject_for(person).capabilities_in(organization.pk)
