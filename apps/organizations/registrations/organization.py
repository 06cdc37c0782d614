"""What the shared apps need to know of organisations."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from apps.moderation.reviewables import Reviewable, register
from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from apps.organizations.models import Membership, Organization
from apps.organizations.services import orphans
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject
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


def _preview_of_orphan(organization: Organization) -> dict[str, Any]:
    role = Membership.Role(organization.facts_of_kind.top_role)
    return {
        **_preview(organization),
        "facts": [
            ("Highest role", str(role.label)),
            ("Members now", str(organization.member_count)),
            *(
                (membership.get_role_display(), f"{membership.user} · {_place_of(membership)}")
                for membership in list(organization.memberships.all())[:6]
            ),
        ],
        "add_url": f"{reverse('admin:organizations_membership_add')}?organization={organization.pk}"
        f"&role={role.value}",
    }


def _place_of(membership: Membership) -> str:
    account = "" if membership.user.is_active else f", account {membership.user.get_status_display().lower()}"
    return f"{membership.get_status_display().lower()}{account}"


def _signed(organization: Organization, action: str, by: Subject) -> dict[str, Any]:
    return {"reviewed_by": by.user, "reviewed_at": timezone.now()}


def _rows() -> Any:
    return Organization.objects.select_related("created_by", "logo")


def _rows_with_people() -> Any:
    people = Membership.objects.select_related("user").order_by("-created_at", "-id")
    return _rows().prefetch_related(Prefetch("memberships", people))


NOBODY_THERE = {
    "unreachable": "Nobody answers any more",
    "no_admin": "Nobody is left who can run it",
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
                "not_confirmed": "We could not confirm that it is what it says",
                "duplicate": "It is registered already",
            },
            "remove": {
                "rules": "It broke the rules of the platform",
                "safety": "Animals or people may be at risk",
                **NOBODY_THERE,
            },
        },
        preview_template="organizations/review_preview.html",
        preview=_preview,
        rows=_rows,
        title=str,
        submitter=lambda organization: organization.created_by,
        changes=_signed,
    )
)

WITHOUT_ADMIN = register(
    Reviewable(
        kind=orphans.KIND,
        model=Organization,
        workflow=ORGANIZATION,
        label="organisation without an admin",
        words="Nobody is left who can run it. A site admin can give somebody its highest role under "
        "Memberships; this item then closes by itself. Until there is somebody, it may be suspended.",
        verbs={"remove": "suspend"},
        reasons={"remove": NOBODY_THERE},
        preview_template="organizations/orphan_preview.html",
        preview=_preview_of_orphan,
        rows=_rows_with_people,
        title=str,
        submitter=lambda organization: organization.created_by,
        changes=_signed,
    )
)

explain_constraint(
    "organizations_organization_slug_key", "An organisation of this name was just registered.", field="name"
)
explain_constraint(
    "organization_address_taken", "Another organisation has, or once had, this address.", field="slug"
)
explain_constraint("verification_one_live", "Somebody else verified it at the same time.")

_TOLD = {"organization_name": "Harbour Paws", "path": "/rescues/harbour-paws"}
register_kinds(
    Kind(
        name="organization.approved",
        label="Your organisation was let onto Hearth",
        group="Organisations",
        template="organizations/mail/approved",
        sample={**_TOLD, "reason": "", "reason_code": "", "note": ""},
    ),
    Kind(
        name="organization.rejected",
        label="Your organisation could not be accepted yet",
        group="Organisations",
        template="organizations/mail/rejected",
        sample={
            **_TOLD,
            "reason": "Important details are missing",
            "reason_code": "incomplete",
            "note": "Please add an address.",
        },
    ),
    Kind(
        name="organization.suspended",
        label="Your organisation was taken off Hearth",
        group="Organisations",
        template="organizations/mail/suspended",
        mandatory=True,
        sample={
            **_TOLD,
            "reason": "It broke the rules of the platform",
            "reason_code": "rules",
            "note": "We wrote to you twice.",
        },
    ),
)
