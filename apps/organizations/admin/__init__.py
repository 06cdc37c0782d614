from apps.organizations.admin.members import HandoverAdmin, InvitationAdmin, MembershipAdmin
from apps.organizations.admin.organizations import OrganizationAdmin
from apps.organizations.admin.records import AddressAdmin, VerificationAdmin

__all__ = [
    "AddressAdmin",
    "HandoverAdmin",
    "InvitationAdmin",
    "MembershipAdmin",
    "OrganizationAdmin",
    "VerificationAdmin",
]
