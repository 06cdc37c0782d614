"""Who may do what with rides, with places in them, and with what belongs to them."""

from datetime import timedelta

from apps.rides.choices import LEADS, PLACES, TOLD, UPCOMING
from apps.rides.models import (
    ClubProfile,
    EmergencyContact,
    PaceGroup,
    Participation,
    Ride,
    RideAttachment,
    RideInvitation,
    RideTemplate,
    Route,
    RouteVersion,
    Series,
    SharedContact,
)
from hearth.kernel.authorization import Policy, declare_capabilities, grant_to_tenant_role
from hearth.kernel.authorization.algebra import (
    In,
    InMyOrganization,
    Mine,
    ParentIn,
    SignedIn,
    SystemCapability,
    TakesPart,
)
from hearth.kernel.limits import declare_limit

declare_limit("club.propose", 5, per=timedelta(days=1))
declare_limit("ride.create", 50, per=timedelta(days=1))
declare_limit("ride.change", 500, per=timedelta(days=1))
declare_limit("series.create", 20, per=timedelta(days=1))
declare_limit("series.change", 100, per=timedelta(days=1))
declare_limit("ride_template.create", 50, per=timedelta(days=1))
declare_limit("ride_template.change", 200, per=timedelta(days=1))
declare_limit("route.create", 60, per=timedelta(days=1))
declare_limit("route.change", 500, per=timedelta(days=1))
declare_limit("participation.create", 60, per=timedelta(hours=1))
declare_limit("contact.change", 60, per=timedelta(days=1))
declare_limit("contact.see", 300, per=timedelta(days=1))
declare_limit("participation.change", 500, per=timedelta(days=1))

declare_capabilities(
    {
        "participate_rides": "Join the club's rides and propose some",
        "lead_rides": "Publish rides and lead them",
        "manage_rides": "Look after every ride of the club",
    }
)
RIDES_ALONG = {"participate_rides"}
LEADS_RIDES = RIDES_ALONG | {"lead_rides"}
MANAGES_RIDES = LEADS_RIDES | {"manage_rides"}
for role, capabilities in {
    "owner": MANAGES_RIDES,
    "admin": MANAGES_RIDES,
    "ride_captain": MANAGES_RIDES,
    "ride_leader": LEADS_RIDES,
    "member": RIDES_ALONG,
}.items():
    grant_to_tenant_role("club", role, capabilities)

REVIEWS = SystemCapability("review_content")
KEEPS = SystemCapability("manage_all_organizations")
OF_APPROVED = ParentIn("organization", "organizations.Organization", ("approved",))
MANAGES = InMyOrganization("organization", "manage_rides")
MAY_LEAD = InMyOrganization("organization", "lead_rides")
MAY_RIDE = InMyOrganization("organization", "participate_rides")

SHOWN = In("moderation", ("shown",))
IN_SIGHT = SHOWN & In("state", TOLD)
PUBLIC = IN_SIGHT & In("audience", ("public",)) & OF_APPROVED
FOR_MEMBERS = IN_SIGHT & In("audience", ("members", "public")) & InMyOrganization("organization")
INVITED = IN_SIGHT & TakesPart("rides.RideInvitation", "ride", "user") & InMyOrganization("organization")
TAKES_PART = TakesPart("rides.Participation", "ride", "user", PLACES.live)
HAS_A_PLACE = TakesPart("rides.Participation", "ride", "user", PLACES.confirmed)
LEADERSHIP = TakesPart("rides.Participation", "ride", "user", LEADS, state_field="role")
PROPOSED = In("state", ("draft",)) & (Mine("user") | MAY_LEAD)
PLANNED = Mine("user") & MAY_RIDE
RUNS = (LEADERSHIP & MAY_LEAD) | MANAGES
"""Whose standing in the club carries it still: a role in a ride that is over is only history."""
COMES_ALONG = HAS_A_PLACE & SHOWN & (In("state", UPCOMING) | InMyOrganization("organization"))
"""Who is no member reads of the others who come while they come along, and not when it is over."""
SEEN = FOR_MEMBERS | INVITED | COMES_ALONG | RUNS
NOT_MY_OWN = ~Mine("user") & ~InMyOrganization("organization")

RIDE = Policy(
    Ride,
    {
        "view": PUBLIC | FOR_MEMBERS | INVITED | (TAKES_PART & SHOWN) | PROPOSED | PLANNED | RUNS | REVIEWS,
        "create": SignedIn(),
        "edit": RUNS | (Mine("user") & In("state", ("draft",)) & MAY_RIDE),
        "publish": MAY_LEAD & (PROPOSED | SEEN),
        "postpone": RUNS,
        "reschedule": RUNS | (Mine("user") & MAY_LEAD & SEEN),
        "start": RUNS,
        "complete": RUNS,
        "cancel": RUNS | (Mine("user") & In("state", ("draft",)) & MAY_RIDE),
        "resize": RUNS,
        "join": SignedIn() & (PUBLIC | ((FOR_MEMBERS | INVITED | (IN_SIGHT & Mine("user"))) & MAY_RIDE)),
        "bring_guest": HAS_A_PLACE & OF_APPROVED & (PUBLIC | MAY_RIDE),
        "invite": RUNS,
        "appoint": (Mine("captain") & MAY_LEAD) | MANAGES,
        "see_roster": SEEN,
        "call_roll": RUNS,
        "see_contacts": SignedIn() & LEADERSHIP & MAY_LEAD,
        "attach": RUNS,
        "see_files": SEEN,
        "remove": REVIEWS & NOT_MY_OWN,
        "feature": SystemCapability("curate_featured") & PUBLIC,
        "browse": REVIEWS,
    },
)

ME = Mine("user") | Mine("host")
LEADS_IT = TakesPart("rides.Participation", "ride", "user", LEADS, state_field="role", of="ride")
CAPTAINS_IT = TakesPart("rides.Participation", "ride", "user", ("captain",), state_field="role", of="ride")
RUNS_IT = (LEADS_IT & MAY_LEAD) | MANAGES
APPOINTS = (CAPTAINS_IT & MAY_LEAD) | MANAGES
OF_RIDE_SHOWN = ParentIn("ride", "rides.Ride", ("shown",), state_field="moderation")
OF_RIDE_IN_SIGHT = OF_RIDE_SHOWN & ParentIn("ride", "rides.Ride", TOLD, state_field="state")
RIDES_TOO = (
    TakesPart("rides.Participation", "ride", "user", PLACES.confirmed, of="ride")
    & OF_RIDE_SHOWN
    & (ParentIn("ride", "rides.Ride", UPCOMING, state_field="state") | InMyOrganization("organization"))
)
OF_CLUB_RIDE = (
    OF_RIDE_IN_SIGHT
    & (
        ParentIn("ride", "rides.Ride", ("members", "public"), state_field="audience")
        | TakesPart("rides.RideInvitation", "ride", "user", of="ride")
    )
    & InMyOrganization("organization")
)

PARTICIPATION = Policy(
    Participation,
    {
        "view": ME | ((OF_CLUB_RIDE | RIDES_TOO) & In("status", PLACES.live)) | RUNS_IT | KEEPS,
        "view_private": RUNS_IT,
        "reveal": KEEPS & ~ME & ~RUNS_IT,
        "create": SignedIn(),
        "edit": ME | RUNS_IT,
        "accept": ME,
        "pass": ME,
        "withdraw": ME,
        "still_coming": ME,
        "take_it_for_me": ME,
        "ask_me_first": ME,
        "change_group": ME | RUNS_IT,
        "share_contact": ME,
        "remove": RUNS_IT & ~ME,
        "make_captain": APPOINTS,
        "make_leader": APPOINTS,
        "step_down": Mine("user") | APPOINTS,
        "mark": RUNS_IT,
        "dispute": Mine("user"),
        "settle": RUNS_IT & ~Mine("user"),
        "browse": KEEPS,
    },
)

MINE = Mine("user")
WATCHES = SystemCapability("manage_platform")
EMERGENCY_CONTACT = Policy(
    EmergencyContact, {"view": MINE, "create": SignedIn(), "edit": MINE, "delete": MINE, "browse": WATCHES}
)
SHARED_CONTACT = Policy(SharedContact, {"view": MINE, "browse": WATCHES})

OF_RIDE_FOR_MEMBERS = OF_CLUB_RIDE | RIDES_TOO
PACE_GROUP = Policy(
    PaceGroup,
    {
        "view": OF_RIDE_FOR_MEMBERS
        | ParentIn("ride", "rides.Ride", ("public",), state_field="audience") & OF_RIDE_IN_SIGHT & OF_APPROVED
        | RUNS_IT
        | REVIEWS,
        "create": SignedIn(),
        "edit": RUNS_IT,
        "delete": RUNS_IT,
        "browse": KEEPS,
    },
)
RIDE_INVITATION = Policy(
    RideInvitation, {"view": Mine("user") | RUNS_IT, "create": SignedIn(), "delete": RUNS_IT, "browse": KEEPS}
)
ATTACHMENT = Policy(
    RideAttachment,
    {
        "view": OF_RIDE_FOR_MEMBERS | RUNS_IT,
        "create": SignedIn(),
        "delete": RUNS_IT,
        "browse": KEEPS,
    },
)

LOOKS_AFTER_ROUTE = (Mine("user") & MAY_RIDE) | MAY_LEAD
ROUTE = Policy(
    Route,
    {
        "view": InMyOrganization("organization") | REVIEWS,
        "create": SignedIn(),
        "edit": LOOKS_AFTER_ROUTE,
        "archive": LOOKS_AFTER_ROUTE | REVIEWS,
        "unarchive": LOOKS_AFTER_ROUTE | REVIEWS,
        "download": InMyOrganization("organization"),
        "browse": REVIEWS,
    },
)
ROUTE_VERSION = Policy(RouteVersion, {"view": InMyOrganization("organization") | REVIEWS, "browse": REVIEWS})

PLANS = {
    "view": MAY_LEAD | KEEPS,
    "create": SignedIn(),
    "edit": MAY_LEAD,
    "delete": MAY_LEAD,
    "browse": KEEPS,
}
TEMPLATE = Policy(RideTemplate, {**PLANS, "view": MAY_RIDE | KEEPS})

IS_MINE = (Mine("user") | Mine("captain")) & MAY_LEAD
FOR_ITS_MEMBERS = In("audience", ("members", "public")) & InMyOrganization("organization")
SERIES = Policy(
    Series,
    {
        "view": FOR_ITS_MEMBERS | MAY_LEAD | KEEPS,
        "create": SignedIn(),
        "edit": IS_MINE | MANAGES,
        "end": IS_MINE | MANAGES,
        "browse": KEEPS,
    },
)

CLUB_PROFILE = Policy(
    ClubProfile,
    {"view": InMyOrganization("organization", "manage_organization") | REVIEWS, "browse": REVIEWS},
)
