from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from apps.organizations import settings
from apps.organizations.models import Address, Membership, Organization, Verification
from hearth.kernel.authorization import (
    Policy,
    declare_capabilities,
    grant_to_tenant_role,
    load_grants_with,
)
from hearth.kernel.authorization.algebra import (
    In,
    InMyOrganization,
    Mine,
    SignedIn,
    SystemCapability,
)
from hearth.kernel.authorization.roles import PREPARE_ORGANIZATION
from hearth.kernel.limits import declare_limit

declare_limit("organization.create", 30, per=timedelta(days=1))

declare_capabilities(
    {
        PREPARE_ORGANIZATION: "Edit and resubmit an organisation that is not approved yet",
        "manage_organization": "Edit the organisation's profile and settings",
        "manage_members": "Invite, approve, change and remove members",
        "transfer_ownership": "Offer the highest role to somebody else",
    }
)
MANAGES = {"manage_organization", "manage_members"}
grant_to_tenant_role("rescue", "admin", MANAGES)
grant_to_tenant_role("club", "owner", MANAGES | {"transfer_ownership"})
grant_to_tenant_role("club", "admin", MANAGES)
grant_to_tenant_role("restaurant", "manager", MANAGES)


def _memberships() -> ArraySubquery:
    live = Membership.objects.filter(user=OuterRef("pk"), status="active")
    facts = JSONObject(
        organization=F("organization_id"),
        kind=F("organization__kind"),
        role=F("role"),
        state=F("organization__status"),
        **settings.withheld(),
    )
    return ArraySubquery(live.order_by("id").values(facts=facts))


load_grants_with(_memberships)

REVIEWS = SystemCapability("review_content")
RUNS_ALL = SystemCapability("manage_all_organizations")
MANAGES_IT = InMyOrganization("pk", "manage_organization")
PREPARES_IT = InMyOrganization("pk", PREPARE_ORGANIZATION)
NOT_MY_OWN = ~Mine("created_by") & ~InMyOrganization("pk")

ORGANIZATION = Policy(
    Organization,
    {
        "view": In("status", ("approved",)) | InMyOrganization("pk") | REVIEWS,
        "create": SignedIn(),
        "found": RUNS_ALL,
        "edit": MANAGES_IT | PREPARES_IT,
        "change_slug": MANAGES_IT,
        "change_settings": MANAGES_IT,
        "resubmit": PREPARES_IT,
        "withdraw_change": MANAGES_IT,
        "see_change": MANAGES_IT | REVIEWS,
        "approve_change": REVIEWS & NOT_MY_OWN,
        "reject_change": REVIEWS & NOT_MY_OWN,
        "approve": REVIEWS & NOT_MY_OWN,
        "reject": REVIEWS & NOT_MY_OWN,
        "suspend": REVIEWS & NOT_MY_OWN,
        "reinstate": RUNS_ALL & NOT_MY_OWN,
        # Who archived it manages nothing there any more, but may repeat what they did.
        "archive": MANAGES_IT | RUNS_ALL | Mine("archived_by"),
        "unarchive": RUNS_ALL & NOT_MY_OWN,
        "verify": REVIEWS & NOT_MY_OWN,
        "unverify": REVIEWS & NOT_MY_OWN,
        "see_evidence": MANAGES_IT | REVIEWS,
        "browse": REVIEWS,
    },
)

ADDRESS = Policy(Address, {"view": REVIEWS, "browse": REVIEWS})

VERIFICATION = Policy(
    Verification,
    {
        "view": InMyOrganization("organization", "manage_organization") | REVIEWS,
        "read_note": REVIEWS,
        "browse": REVIEWS,
    },
)
