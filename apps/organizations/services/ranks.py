"""What a role may do about roles: none above one's own, and the highest one by its own rules."""

from apps.organizations.kinds import KINDS
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.authorization.roles import rank_of
from hearth.kernel.problems import Conflict, Invalid, NotAllowed


def check_grantable(organization: Organization, role: str, *, by: Subject) -> None:
    """Raise NotAllowed for a role above the subject's own, Invalid for one that is not given this way."""
    kind = KINDS[organization.kind]
    check_role(organization, role)
    if kind.top_role_moves_by_offer and role == kind.top_role:
        label = Membership.Role(role).label
        raise Invalid([("/role", "by_offer", f"{label} becomes who is offered it, and accepts.")])
    if not by.is_system and rank_of(kind.name, role) > rank_of(kind.name, by.role_in(organization.pk)):
        raise NotAllowed("This role is above your own.", rule="not_above_own_role")


def check_role(organization: Organization, role: str) -> None:
    """Raise Invalid for a role that this kind of organisation does not have."""
    roles = KINDS[organization.kind].roles
    if role not in roles:
        raise Invalid([("/role", "unknown", f"Choose one of: {', '.join(roles)}.")])


def keep_a_top_role(membership: Membership) -> None:
    """Raise Conflict where this membership is the last active one of the highest role."""
    if is_last_top_role(membership):
        label = Membership.Role(membership.role).label.lower()
        raise Conflict(
            f"{membership.organization} keeps at least one {label}; hand that over first.",
            rule="last_top_role",
        )


def is_last_top_role(membership: Membership) -> bool:
    """Whether its organisation would have nobody left to run it; exact only under the organisation's lock.

    Only people whose account is active count: they alone can act. A registration that is not approved may be
    abandoned: nobody can be invited to it, and nothing of it is public.
    """
    organization = membership.organization
    if organization.status in (Organization.Status.PENDING, Organization.Status.REJECTED):
        return False
    top = KINDS[organization.kind].top_role
    if membership.role != top or membership.status != "active" or not membership.user.is_active:
        return False
    holders = Membership.objects.holding(top, organization.pk)
    return not holders.exclude(pk=membership.pk).exists()


def grantable_roles(organization: Organization, *, by: Subject) -> list[tuple[str, str]]:
    """The roles with their labels that the subject may give there, the highest first."""
    kind = KINDS[organization.kind]
    own = rank_of(kind.name, by.role_in(organization.pk))
    return [
        (role, str(Membership.Role(role).label))
        for role in kind.roles
        if rank_of(kind.name, role) <= own and not (kind.top_role_moves_by_offer and role == kind.top_role)
    ]
