"""Who may do what to organisations and to the people in them."""

from apps.organizations.policies.members import HANDOVER, INVITATION, MEMBERSHIP
from apps.organizations.policies.organization import ORGANIZATION, VERIFICATION

__all__ = ["HANDOVER", "INVITATION", "MEMBERSHIP", "ORGANIZATION", "VERIFICATION"]
