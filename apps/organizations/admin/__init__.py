from apps.organizations.admin.organizations import MembershipAdmin, OrganizationAdmin

__all__ = ["MembershipAdmin", "OrganizationAdmin"]
