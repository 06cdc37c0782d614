from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

from apps.organizations.models import Membership, Organization
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

declare_capabilities(
    {
        PREPARE_ORGANIZATION: "Edit and resubmit an organisation that is not approved yet",
        "manage_organization": "Edit the organisation's profile and settings",
        "manage_members": "Invite, approve, change and remove members",
    }
)
grant_to_tenant_role("rescue", "admin", {"manage_organization", "manage_members"}, top=True)
grant_to_tenant_role("rescue", "member", set())


def _memberships() -> ArraySubquery:
    live = Membership.objects.filter(user=OuterRef("pk"), status="active")
    facts = JSONObject(
        organization=F("organization_id"),
        kind=F("organization__kind"),
        role=F("role"),
        state=F("organization__status"),
    )
    return ArraySubquery(live.order_by("id").values(facts=facts))


load_grants_with(_memberships)

REVIEWS = SystemCapability("review_content")
NOT_MY_OWN = ~Mine("created_by") & ~InMyOrganization("pk")

ORGANIZATION = Policy(
    Organization,
    {
        "view": In("status", ("approved",)) | InMyOrganization("pk") | REVIEWS,
        "create": SignedIn(),
        "edit": InMyOrganization("pk", "manage_organization") | InMyOrganization("pk", PREPARE_ORGANIZATION),
        "resubmit": InMyOrganization("pk", PREPARE_ORGANIZATION),
        "approve": REVIEWS & NOT_MY_OWN,
        "reject": REVIEWS & NOT_MY_OWN,
        "suspend": REVIEWS & NOT_MY_OWN,
        "reinstate": SystemCapability("manage_all_organizations") & NOT_MY_OWN,
        "browse": REVIEWS,
    },
)

MEMBERSHIP = Policy(
    Membership,
    {
        "view": Mine("user")
        | InMyOrganization("organization")
        | SystemCapability("manage_all_organizations"),
        "create": SystemCapability("manage_all_organizations"),
        "remove": SystemCapability("manage_all_organizations"),
        "browse": SystemCapability("manage_all_organizations"),
    },
)
