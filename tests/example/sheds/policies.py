from datetime import timedelta

from apps.organizations import kinds
from apps.organizations.kinds import JoinPolicy, OrganizationKind
from hearth.kernel.authorization import Policy, declare_capabilities, grant_to_tenant_role
from hearth.kernel.authorization.algebra import (
    In,
    InMyOrganization,
    Mine,
    Missing,
    ParentIn,
    SignedIn,
    SystemCapability,
)
from hearth.kernel.limits import declare_limit
from tests.example.sheds.models import Loan, Tool

kinds.register(
    OrganizationKind(
        name="shed",
        label="Shed",
        plural="Sheds",
        community="sharing",
        roles=("manager", "member"),
        join_policy=JoinPolicy.APPROVAL,
        page="organization",
    )
)
declare_capabilities({"lend_tools": "List tools and look after their loans"})
grant_to_tenant_role("shed", "manager", {"manage_organization", "manage_members", "lend_tools"})
grant_to_tenant_role("shed", "member", {"lend_tools"})

declare_limit("tool.list", 50, per=timedelta(days=1))
declare_limit("tool.borrow", 20, per=timedelta(hours=1))

PUBLIC = In("status", ("approved",)) & (
    Missing("organization") | ParentIn("organization", "organizations.Organization", ("approved",))
)
MINE = (Mine("user") & Missing("organization")) | InMyOrganization("organization", "lend_tools")
REVIEWS = SystemCapability("review_content")
NOT_MY_OWN = ~Mine("user") & ~InMyOrganization("organization")

TOOL = Policy(
    Tool,
    {
        "view": PUBLIC | MINE | REVIEWS,
        "view_private": MINE | REVIEWS,
        "create": SignedIn(),
        "borrow": SignedIn() & PUBLIC & NOT_MY_OWN,
        "edit": MINE,
        "restock": MINE,
        "withdraw": MINE,
        "approve": REVIEWS & NOT_MY_OWN,
        "reject": REVIEWS & NOT_MY_OWN,
        "remove": REVIEWS & NOT_MY_OWN,
        "approve_change": REVIEWS & NOT_MY_OWN,
        "reject_change": REVIEWS & NOT_MY_OWN,
        "browse": REVIEWS,
    },
)

LENDS = (Mine("lender") & Missing("organization")) | InMyOrganization("organization", "lend_tools")

LOAN = Policy(
    Loan,
    {
        "view": Mine("user") | LENDS,
        "accept": Mine("user"),
        "pass": Mine("user"),
        "leave": Mine("user"),
        "give_back": Mine("user") | LENDS,
        "resize": Mine("user"),
        "take_back": LENDS,
        "browse": REVIEWS,
    },
)
