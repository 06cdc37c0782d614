from apps.organizations.models.address import Address
from apps.organizations.models.handover import Handover
from apps.organizations.models.invitation import Invitation
from apps.organizations.models.membership import Membership
from apps.organizations.models.organization import Organization
from apps.organizations.models.verification import Verification

__all__ = ["Address", "Handover", "Invitation", "Membership", "Organization", "Verification"]
