from apps.organizations.models.membership import Membership
from apps.organizations.models.organization import Organization

__all__ = ["Membership", "Organization"]
