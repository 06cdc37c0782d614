"""Who looks after a listing just now."""

from apps.accounts.models import User
from apps.listings.models import Pet
from apps.organizations.kinds import KINDS
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization.roles import derive_from_tenant

MOST_ASKED = 5


def who_answers_for(pet: Pet) -> list[User]:
    """The person who listed it; once that one has left its organisation, some who manage its listings."""
    organization = pet.organization
    if organization is None:
        return [pet.user]
    managers = _managers_of(organization)
    return [pet.user] if pet.user in managers else managers[:MOST_ASKED]


def _managers_of(organization: Organization) -> list[User]:
    roles = [
        role
        for role in KINDS[organization.kind].roles
        if "manage_listings" in derive_from_tenant(organization.kind, role, organization.status)
    ]
    rows = Membership.objects.active().filter(organization=organization, role__in=roles)
    return [row.user for row in rows.filter(user__status="active").select_related("user").order_by("id")]
