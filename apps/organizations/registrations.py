"""What the shared apps need to know of organisations."""

from typing import Any

from django.utils import timezone

from apps.moderation.reviewables import Reviewable, register
from apps.organizations.models import Organization
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.constraints import explain_constraint


def _preview(organization: Organization) -> dict[str, Any]:
    about = [
        ("Kind", organization.get_kind_display()),
        ("Founded by", str(organization.created_by)),
        ("E-mail", organization.email),
        ("Phone", organization.phone),
        ("Website", organization.website),
        (
            "Address",
            ", ".join(filter(None, [organization.address, organization.suburb, organization.region])),
        ),
    ]
    return {
        "photo_url": organization.logo_url,
        "facts": [(label, value) for label, value in about if value],
        "description": organization.description,
        "page_url": organization.get_absolute_url(),
    }


REVIEW = register(
    Reviewable(
        kind="organization",
        model=Organization,
        workflow=ORGANIZATION,
        verbs={"approve": "approve", "reject": "reject", "remove": "suspend"},
        reasons={
            "reject": {
                "incomplete": "Important details are missing",
                "not_a_rescue": "We could not confirm that this is an animal rescue",
                "duplicate": "It is registered already",
            },
            "remove": {
                "rules": "It broke the rules of the platform",
                "safety": "Animals or people may be at risk",
                "unreachable": "Nobody answers any more",
            },
        },
        preview_template="organizations/review_preview.html",
        preview=_preview,
        rows=lambda: Organization.objects.select_related("created_by", "logo"),
        title=lambda organization: organization.name,
        submitter=lambda organization: organization.created_by,
        changes=lambda organization, action, by: {"reviewed_by": by.user, "reviewed_at": timezone.now()},
    )
)

explain_constraint(
    "organizations_organization_slug_key", "An organisation of this name was just registered.", field="name"
)
explain_constraint("membership_one_live", "This person is a member already.")
