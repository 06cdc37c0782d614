"""Who may do what to organisations and to the people in them."""

from apps.organizations.policies.members import HANDOVER, INVITATION, MEMBERSHIP
from apps.organizations.policies.organization import ADDRESS, ORGANIZATION, VERIFICATION

__all__ = ["ADDRESS", "HANDOVER", "INVITATION", "MEMBERSHIP", "ORGANIZATION", "VERIFICATION"]
