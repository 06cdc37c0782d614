"""Verbs of an organisation itself. Decisions come through `apps.moderation.services.decide` alone."""

from copy import copy
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from apps.accounts.models import User
from apps.media.models import MediaFile
from apps.moderation import services as moderation
from apps.organizations import settings
from apps.organizations.kinds import KINDS, OrganizationKind
from apps.organizations.models import Membership, Organization
from apps.organizations.services import changes
from apps.organizations.services.addresses import free_slug, with_letters_of_chance
from apps.organizations.services.locking import lock_organization
from apps.organizations.services.memberships import join
from apps.organizations.services.verification import end_badge_of_old_name
from apps.organizations.standing import returned
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import check_seen


@transactional
def create_organization(*, by: Subject, kind: str = "rescue", **facts: Any) -> Organization:
    """Register an organisation; its founder has its top role.

    It waits for review, unless its kind is one that only the platform registers. `logo` is the id of an
    own upload, here and in `edit_organization`.
    """
    check_may_found(KINDS[kind], by)
    return _found(KINDS[kind], facts, by=by, approved=KINDS[kind].founded_by_platform)


@transactional
def propose_organization(*, by: Subject, kind: str, **facts: Any) -> Organization:
    """Register one of any kind for review, also of one that only the platform registers otherwise."""
    require_for_new(by, "create", Organization)
    return _found(KINDS[kind], facts, by=by, approved=False)


@transactional
def register_organization(
    *,
    by: Subject,
    kind: str = "rescue",
    reference: str = "",
    approved: bool,
    admin: User | None,
    **facts: Any,
) -> Organization:
    """Register an organisation for the platform: for site admins, who do not become members of it.

    `admin` has its top role; without one nobody runs it until somebody is added.
    """
    require_for_new(by, "found", Organization)
    _refuse_unless_offered(KINDS[kind])
    organization = _new(KINDS[kind], {**facts, "reference": reference}, by=by, approved=approved)
    if admin is not None:
        join(organization, admin, KINDS[kind].top_role, by=by, via=Membership.Via.ADMIN)
    if not approved:
        moderation.open_item(organization, by=by)
    return organization


def check_may_found(kind: OrganizationKind, by: Subject) -> None:
    """Refuse who may not register one of this kind."""
    require_for_new(by, "found" if kind.founded_by_platform else "create", Organization)


@transactional
def edit_organization(
    organization: Organization, *, by: Subject, seen_version: str = "", **facts: Any
) -> Organization:
    """Change the profile; the address stays, so that links do not break.

    What is moderated of an approved one (see `changes`) waits for review; the rest changes at once.
    """
    require(by, "edit", organization)
    ORGANIZATION.guard(organization, "edit", by=by)
    check_seen(organization, seen_version)
    lock_organization(organization.pk)
    facts = _with_logo(facts, organization, by)
    wanted = copy(organization)
    for name, value in facts.items():
        setattr(wanted, name, value)
    wanted.full_clean(validate_constraints=False, exclude=["logo", "created_by", "reviewed_by"])
    moderated = {}
    if organization.status == Organization.Status.APPROVED:
        content = changes.approved_content(wanted)
        moderated = {name: content[name] for name in content.keys() & facts.keys()}
    _edit_at_once(organization, {name: facts[name] for name in facts.keys() - moderated.keys()}, by=by)
    if moderated:
        changes.propose_change(organization, moderated, by=by)
    return organization


def _found(kind: OrganizationKind, facts: dict[str, Any], *, by: Subject, approved: bool) -> Organization:
    """Write one whose founder is `by`; what is not approved joins the review queue."""
    _refuse_unless_offered(kind)
    organization = _new(kind, facts, by=by, approved=approved)
    join(organization, by.user, kind.top_role, by=by, via=Membership.Via.FOUNDER)
    if not approved:
        moderation.open_item(organization, by=by)
    return organization


def _refuse_unless_offered(kind: OrganizationKind) -> None:
    if not kind.is_offered:
        raise Invalid([("/kind", "not_offered", f"There are no {kind.plural.lower()} here.")])


def _new(kind: OrganizationKind, facts: dict[str, Any], *, by: Subject, approved: bool) -> Organization:
    """Write the row with an address of its own, and its event."""
    facts = {"join_policy": kind.join_policy, **_with_logo(facts, None, by)}
    slug = free_slug(facts["name"], fallback=kind.name)
    organization = Organization(kind=kind.name, created_by=by.user, slug=slug, **facts)
    if approved:
        organization.status = Organization.Status.APPROVED
    # Whether the address is free shows when it is saved: looking before would refuse who comes at once.
    organization.full_clean(validate_unique=False, validate_constraints=False, exclude=["logo"])
    _save_with_own_address(organization)
    record("organization.created", organization, by=by, to_state=organization.status)
    return organization


def _edit_at_once(organization: Organization, facts: dict[str, Any], *, by: Subject) -> None:
    facts = {name: value for name, value in facts.items() if getattr(organization, name) != value}
    if not facts:
        return
    fields = sorted(facts)
    if "name" in facts:
        facts["verified_until"] = None
    ORGANIZATION.move(organization, "edit", by=by, data={"fields": fields}, **facts)
    if "name" in facts:
        end_badge_of_old_name(organization, by=by)
    moderation.refresh_item(organization)


@transactional
def change_settings(
    organization: Organization, *, by: Subject, seen_version: str = "", **given: Any
) -> Organization:
    """Change how people join, the time zone, and what the community of its kind registered."""
    require(by, "change_settings", organization)
    ORGANIZATION.guard(organization, "change_settings", by=by)
    check_seen(organization, seen_version)
    own = {name: given[name] for name in ("join_policy", "timezone") if name in given}
    for name, value in own.items():
        setattr(organization, name, value)
    organization.full_clean(validate_constraints=False, exclude=["logo", "created_by", "reviewed_by"])
    ORGANIZATION.move(organization, "change_settings", by=by, data={"fields": sorted(given)}, **own)
    settings.write(organization, {name: value for name, value in given.items() if name not in own})
    moderation.refresh_item(organization)
    return organization


@transactional
def resubmit_organization(organization: Organization, *, by: Subject) -> Organization:
    require(by, "resubmit", organization)
    ORGANIZATION.move(organization, "resubmit", by=by)
    moderation.open_item(organization, by=by)
    return organization


@transactional
def reinstate_organization(organization: Organization, *, by: Subject) -> Organization:
    require(by, "reinstate", organization)
    ORGANIZATION.move(organization, "reinstate", by=by)
    returned(organization)
    return organization


@transactional
def archive_organization(organization: Organization, *, by: Subject, reason: str = "") -> Organization:
    """Close it; `reason` is one of `ARCHIVE_REASONS`, or nothing. A change that waits is dropped."""
    require(by, "archive", organization)
    ORGANIZATION.move(organization, "archive", by=by, reason=reason, archived_by=by.user)
    changes.supersede_change(organization)
    return organization


@transactional
def unarchive_organization(organization: Organization, *, by: Subject) -> Organization:
    require(by, "unarchive", organization)
    ORGANIZATION.move(organization, "unarchive", by=by, archived_by=None)
    returned(organization)
    return organization


ARCHIVE_REASONS = {
    "closed": "It has closed",
    "merged": "It became part of another one",
    "moved_away": "It works elsewhere now",
    "inactive": "Nothing happens there any more",
}


def _with_logo(facts: dict[str, Any], organization: Organization | None, by: Subject) -> dict[str, Any]:
    """Put the file in the place of its id: an own free upload that is ready, or one that it has already."""
    logo_id: UUID | None = facts.get("logo")
    if logo_id is None:
        return facts
    rows = MediaFile.objects.filter(purpose=MediaFile.Purpose.LOGO, state=MediaFile.State.READY)
    if organization is not None and logo_id == organization.logo_id:
        found = organization.logo
    elif organization is not None and str(logo_id) == changes.proposed_content(organization)["logo"]:
        found = rows.filter(pk=logo_id).first()
    else:
        # One that waits in a change of another organisation is that organisation's.
        free = Q(organization=None) | Q(organization=organization.pk if organization else None)
        found = rows.visible_to(by, "edit").filter(free, pk=logo_id).first()
    if found is None:
        raise Invalid([("/logo", "does_not_exist", "There is no such logo of yours that is ready.")])
    return {**facts, "logo": found}


def _save_with_own_address(organization: Organization) -> None:
    """Insert; when another of the same name was quicker, this one's address gets a few letters more."""
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError:
        organization.slug = with_letters_of_chance(organization.slug)
        organization.save(force_insert=True)
