"""Who is told about a ride on the club's side."""

from apps.accounts.models import User
from apps.organizations.kinds import KINDS
from apps.organizations.models import Membership, Organization
from apps.rides.choices import LEADS
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization.roles import derive_from_tenant

MOST_TOLD = 30


def who_may(capability: str, organization: Organization) -> list[User]:
    """The club's people with a capability, those who came first before others."""
    roles = [
        role
        for role in KINDS[organization.kind].roles
        if capability in derive_from_tenant(organization.kind, role, organization.status)
    ]
    rows = Membership.objects.active().filter(organization=organization, role__in=roles)
    found = rows.filter(user__status="active").select_related("user").order_by("id")[:MOST_TOLD]
    return [row.user for row in found]


def who_leads(ride: Ride) -> list[User]:
    """Captain and leaders; where nobody leads, those who look after every ride of the club."""
    places = Participation.objects.filter(ride=ride, role__in=LEADS, user__status="active")
    found = [place.user for place in places.select_related("user").order_by("role", "leader_slot")]
    return found or who_may("manage_rides", ride.organization)


def who_comes(ride: Ride, *statuses: str) -> list[User]:
    """Everybody with a place, or of these statuses; who brings a guest is told once."""
    places = Participation.objects.filter(ride=ride, status__in=statuses or ("confirmed",))
    people = User.objects.filter(pk__in=places.values("user"), status="active")
    return list(people.order_by("pk"))
