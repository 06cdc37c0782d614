from apps.applications.models import (
    Application,
    ApplicationForm,
    Household,
    Message,
    Note,
    PetLine,
    Turn,
)
from apps.listings.policies import IN_GOOD_HANDS
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import (
    In,
    InMyOrganization,
    Mine,
    Missing,
    SignedIn,
    SystemCapability,
)

KEEPS = SystemCapability("manage_all_organizations")
OWN = Mine("user")
SENT = ~Missing("submitted_at")
DECIDES_HERE = InMyOrganization("organization", "decide_applications") | (
    Mine("offered_by") & Missing("organization")
)
DECIDES = DECIDES_HERE & SENT & ~OWN
"""Drafts are the applicant's alone, and nobody decides on an application of their own."""

APPLICATION = Policy(
    Application,
    {
        "view": OWN | DECIDES | (KEEPS & SENT),
        "view_private": OWN | DECIDES,
        "reveal": KEEPS & SENT & ~OWN & ~DECIDES_HERE,
        "create": SignedIn(),
        "edit": OWN,
        "submit": OWN,
        "answer": OWN,
        "withdraw": OWN,
        "accept_offer": OWN,
        "pass_offer": OWN,
        "take_it_for_me": OWN,
        "ask_me_first": OWN,
        "begin_review": DECIDES,
        "request_info": DECIDES,
        "invite_to_meeting": DECIDES,
        "plan_home_check": DECIDES,
        "approve": DECIDES,
        "reject": DECIDES,
        "waitlist": DECIDES,
        "write_message": (OWN & SENT) | DECIDES,
        "write_note": DECIDES,
        "browse": KEEPS & SENT,
    },
)

ASKS = InMyOrganization("organization", "manage_organization")
OURS = InMyOrganization("organization", "decide_applications") | ASKS

FORM = Policy(
    ApplicationForm,
    {
        "view": (In("state", ("current", "retired")) & IN_GOOD_HANDS) | OURS | KEEPS,
        "create": ASKS,
        "edit": ASKS,
        "publish": ASKS,
        "browse": KEEPS,
    },
)

HOUSEHOLD = Policy(Household, {"view": OWN, "edit": OWN, "browse": KEEPS})

IN_THREAD = Mine("applicant") | DECIDES_HERE
MESSAGE = Policy(
    Message,
    {
        "view": IN_THREAD,
        "report": IN_THREAD & In("moderation", ("shown",)),
        "remove": SystemCapability("review_content") & ~IN_THREAD & ~InMyOrganization("organization"),
        "browse": KEEPS,
    },
)
NOTE = Policy(Note, {"view": DECIDES_HERE & ~Mine("applicant"), "browse": KEEPS})

LINE = Policy(PetLine, {"view": KEEPS, "browse": KEEPS})
TURN = Policy(Turn, {"view": KEEPS, "browse": KEEPS})
