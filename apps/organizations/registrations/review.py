"""What the review desk needs to know of an organisation, and of one that nobody can run any more."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from apps.moderation.reviewables import Reviewable, register
from apps.moderation.services import trust
from apps.organizations.models import Membership, Organization
from apps.organizations.services import changes, orphans
from apps.organizations.standing import returned
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject


def preview(organization: Organization) -> dict[str, Any]:
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
        **preview(organization),
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


def _after(organization: Organization, action: str, by: Subject, decision: Any) -> None:
    if action == "remove":
        changes.supersede_change(organization)
    if action == "restore" and organization.status == Organization.Status.APPROVED:
        returned(organization)


@trust.vouch
def is_verified(organization_id: UUID) -> bool:
    """Whether somebody gave it a badge that still counts."""
    return bool(Organization.objects.verified().filter(pk=organization_id).exists())


def rows() -> Any:
    return Organization.objects.select_related("created_by", "logo")


def _rows_with_people() -> Any:
    people = Membership.objects.select_related("user").order_by("-created_at", "-id")
    return rows().prefetch_related(Prefetch("memberships", people))


NOBODY_THERE = {
    "unreachable": "Nobody answers any more",
    "no_admin": "Nobody is left who can run it",
}

MESSAGES = {
    "incomplete": "Thank you for registering {title}. Before it can be public we need a little more: "
    "what you do, where you are, and how people reach you. Add it and send it again; you need not start "
    "anew.",
    "not_a_rescue": "Thank you for registering {title}. We looked, but could not find out that it is an "
    "animal rescue. A link to a register, a vet who knows you or a few words about your animals would "
    "help.",
    "not_confirmed": "Thank you for registering {title}. We could not confirm that it is what it says. "
    "A website, a register entry or somebody whom we can ask would help.",
    "duplicate": "{title} is here already. Ask the people who run it to invite you; if nobody answers, "
    "tell us.",
    "rules": "{title} was taken off Hearth because it broke the rules of the platform. Until this is "
    "settled, nobody sees its page and nothing can be changed.",
    "safety": "{title} was taken off Hearth because animals or people may be at risk. We look into it, "
    "and write to you as soon as we know more.",
    "unreachable": "We wrote to {title} several times and heard nothing. Answer this message, and it "
    "can be back within a day.",
    "no_admin": "Nobody is left who can run {title}, so it is not shown for now. Tell us who is to look "
    "after it.",
}
REPORTABLE = {
    "safety": "Animals or people are treated badly there",
    "scam": "It takes money and does not do what it says",
    "impersonation": "It pretends to be somebody else",
    "offensive": "Its page is hateful or indecent",
    "outdated": "It has closed, or is somewhere else",
}

REASONS = {
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
}


def _reasons_of(organization: Organization) -> dict[str, dict[str, str]]:
    """Those that fit its kind."""
    if organization.kind == "rescue":
        return REASONS
    fits = {code: words for code, words in REASONS["reject"].items() if code != "not_a_rescue"}
    return {**REASONS, "reject": fits}


REVIEW = register(
    Reviewable(
        kind="organization",
        model=Organization,
        workflow=ORGANIZATION,
        verbs={"approve": "approve", "reject": "reject", "remove": "suspend"},
        outcomes={"remove": "Suspended"},
        reasons=REASONS,
        reasons_of=_reasons_of,
        preview_template="organizations/review_preview.html",
        preview=preview,
        rows=rows,
        title=str,
        submitter=lambda organization: organization.created_by,
        snapshot=changes.approved_content,
        compared=changes.differing,
        changes=_signed,
        after=_after,
        messages=MESSAGES,
        restores={"suspended": "restore", "rejected": "reopen"},
        reportable=REPORTABLE,
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
        outcomes={"remove": "Suspended"},
        reasons={"remove": NOBODY_THERE},
        preview_template="organizations/orphan_preview.html",
        preview=_preview_of_orphan,
        rows=_rows_with_people,
        title=str,
        submitter=lambda organization: organization.created_by,
        changes=_signed,
        after=_after,
        messages=MESSAGES,
        judges_submitter=False,
    )
)
