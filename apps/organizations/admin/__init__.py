from apps.organizations.admin.members import HandoverAdmin, InvitationAdmin, MembershipAdmin
from apps.organizations.admin.organizations import OrganizationAdmin

__all__ = ["HandoverAdmin", "InvitationAdmin", "MembershipAdmin", "OrganizationAdmin"]
