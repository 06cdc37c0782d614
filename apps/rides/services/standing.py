"""What somebody's standing in a club carries, read from the membership's row itself."""

from apps.organizations.models import Membership
from hearth.kernel.authorization.roles import derive_from_tenant


def capabilities_of(membership: Membership) -> frozenset[str]:
    """Nothing for who is no active member, or whose account is suspended."""
    if membership.status != Membership.Status.ACTIVE or not membership.user.is_active:
        return frozenset()
    return derive_from_tenant("club", membership.role, "approved")


def may_lead(membership: Membership | None) -> bool:
    """Whether somebody's standing in an approved club carries the lead of a ride."""
    return membership is not None and "lead_rides" in capabilities_of(membership)
