"""Who may do what about the people in an organisation.

Rank is the leaf `Outranks`: the top role acts on its peers too, every other role on lower ones alone.
Nobody acts on their own membership, except by leaving, withdrawing and stepping down.
"""

from datetime import timedelta

from apps.organizations.kinds import JoinPolicy
from apps.organizations.models import Handover, Invitation, Membership
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import (
    In,
    InMyOrganization,
    Mine,
    MyAddress,
    Outranks,
    ParentIn,
    SignedIn,
    SystemCapability,
)
from hearth.kernel.limits import declare_limit

declare_limit("membership.request", 20, per=timedelta(days=1))
declare_limit("invitation.create", 50, per=timedelta(days=1))
declare_limit("handover.create", 20, per=timedelta(days=1))
declare_limit("invitation.token", 10, per=timedelta(minutes=1))

KEEPS = SystemCapability("manage_all_organizations")
MANAGES = InMyOrganization("organization", "manage_members")
ME = Mine("user")
OVER_OTHERS = Outranks("manage_members") & ~ME
OF_APPROVED = ParentIn("organization", "organizations.Organization", ("approved",))
TAKES_REQUESTS = ParentIn(
    "organization",
    "organizations.Organization",
    (JoinPolicy.OPEN.value, JoinPolicy.APPROVAL.value),
    state_field="join_policy",
)

MEMBERSHIP = Policy(
    Membership,
    {
        "view": ME | MANAGES | InMyOrganization("organization") & In("status", ("active",)) | KEEPS,
        "view_private": MANAGES,
        "reveal": KEEPS,
        "request": SignedIn() & TAKES_REQUESTS,
        "approve": OVER_OTHERS,
        "reject": OVER_OTHERS,
        "withdraw": ME,
        "suspend": OVER_OTHERS,
        "reinstate": OVER_OTHERS,
        "change_role": Outranks("manage_members"),
        "remove": OVER_OTHERS | KEEPS & OF_APPROVED & ~ME,
        "leave": ME,
        "edit": ME | Outranks("manage_members") | KEEPS,
        "create": KEEPS,
        "browse": KEEPS,
    },
)

INVITED = ME | MyAddress("email")

INVITATION = Policy(
    Invitation,
    {
        "view": INVITED | MANAGES | KEEPS,
        "view_private": INVITED | MANAGES,
        "reveal": KEEPS,
        "create": MANAGES,
        "accept": INVITED,
        "decline": INVITED,
        "revoke": MANAGES,
        "resend": MANAGES,
        "browse": KEEPS,
    },
)

HOLDS_THE_ROLE = InMyOrganization("organization", "transfer_ownership") | Outranks("manage_members")
"""Outranks reaches the role on offer, which is the highest, from nowhere but the same height."""

HANDOVER = Policy(
    Handover,
    {
        "view": Mine("giver") | Mine("receiver") | MANAGES | KEEPS,
        "create": HOLDS_THE_ROLE,
        "accept": Mine("receiver"),
        "decline": Mine("receiver"),
        "withdraw": Mine("giver") | HOLDS_THE_ROLE,
        "browse": KEEPS,
    },
)
