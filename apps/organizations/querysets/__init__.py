from apps.organizations.querysets.members import ExpiringQuerySet, MembershipQuerySet
from apps.organizations.querysets.organization import OrganizationQuerySet, VerificationQuerySet

__all__ = ["ExpiringQuerySet", "MembershipQuerySet", "OrganizationQuerySet", "VerificationQuerySet"]
