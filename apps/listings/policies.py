from datetime import timedelta

from apps.listings.choices import SHOWN
from apps.listings.models import FetchedPhoto, Pet, PetPhoto, Place, ProposedPhoto, RescueProfile
from apps.listings.workflows import PLACEMENT
from hearth.kernel.authorization import Policy, declare_capabilities, grant_to_tenant_role
from hearth.kernel.authorization.algebra import (
    Anyone,
    In,
    InMyOrganization,
    Mine,
    Missing,
    ParentIn,
    SignedIn,
    SystemCapability,
    Until,
)
from hearth.kernel.limits import declare_limit

declare_limit("pet.create", 200, per=timedelta(days=1))

declare_capabilities(
    {
        "manage_listings": "List pets and look after their listings",
        "answer_questions": "Answer what people ask about a pet",
        "decide_applications": "Decide who adopts a pet",
    }
)
REHOMES = {"manage_listings", "answer_questions", "decide_applications"}
grant_to_tenant_role("rescue", "admin", REHOMES)
grant_to_tenant_role("rescue", "member", REHOMES)

IN_GOOD_HANDS = Missing("organization") | ParentIn(
    "organization", "organizations.Organization", ("approved",)
)
LOOKS_FOR_A_HOME = In("placement", SHOWN)
JUST_ADOPTED = In("placement", ("adopted",)) & Until("shown_until")
PUBLIC = In("moderation", ("approved",)) & (LOOKS_FOR_A_HOME | JUST_ADOPTED) & IN_GOOD_HANDS
MINE = (Mine("user") & Missing("organization")) | InMyOrganization("organization", "manage_listings")
REVIEWS = SystemCapability("review_content")
NOT_MY_OWN = ~Mine("user") & ~InMyOrganization("organization")

PET = Policy(
    Pet,
    {
        "view": PUBLIC | MINE | InMyOrganization("organization") | REVIEWS,
        "view_private": MINE | REVIEWS,
        "create": SignedIn(),
        "edit": MINE,
        "delete": MINE,
        "submit": MINE,
        "resubmit": MINE,
        "withdraw": MINE,
        "withdraw_change": MINE,
        "renew": MINE | (REVIEWS & IN_GOOD_HANDS),
        "approve": REVIEWS & NOT_MY_OWN,
        "request_changes": REVIEWS & NOT_MY_OWN,
        "reject": REVIEWS & NOT_MY_OWN,
        "remove": REVIEWS & NOT_MY_OWN,
        "approve_change": REVIEWS & NOT_MY_OWN,
        "reject_change": REVIEWS & NOT_MY_OWN,
        **dict.fromkeys((verb.name for verb in PLACEMENT.verbs if verb.by_hand), MINE),
        "feature": SystemCapability("curate_featured") & PUBLIC & LOOKS_FOR_A_HOME,
        "browse": REVIEWS,
    },
)

RESCUE_PROFILE = Policy(
    RescueProfile,
    {"view": InMyOrganization("organization", "manage_organization") | REVIEWS, "browse": REVIEWS},
)
PET_PHOTO = Policy(PetPhoto, {"view": REVIEWS, "browse": REVIEWS})
PROPOSED_PHOTO = Policy(ProposedPhoto, {"view": REVIEWS, "browse": REVIEWS})
PLACE = Policy(Place, {"view": Anyone(), "browse": REVIEWS})
FETCHED_PHOTO = Policy(FetchedPhoto, {"view": REVIEWS, "browse": REVIEWS})
