"""Verbs of an organisation itself. Decisions come through `apps.moderation.services.decide` alone."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from apps.moderation import services as moderation
from apps.organizations.models import Membership, Organization
from apps.organizations.services.memberships import join
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.ids import uuid7
from hearth.kernel.workflow import check_seen

RESERVED = {"new"}
"""Words that are addresses of their own below /rescues/."""


@transaction.atomic
def create_organization(*, by: Subject, kind: str = "rescue", **facts: Any) -> Organization:
    """Register an organisation: it waits for review, and its founder is its first admin."""
    require_for_new(by, "create", Organization)
    organization = Organization(kind=kind, created_by=by.user, slug=_free_slug(facts["name"]), **facts)
    organization.full_clean(validate_constraints=False)
    _save_with_own_address(organization)
    record("organization.created", organization, by=by, to_state=organization.status)
    join(organization, by.user, Membership.Role.ADMIN, by=by, via="founder")
    moderation.open_item(organization, by=by)
    return organization


@transaction.atomic
def edit_organization(
    organization: Organization, *, by: Subject, seen_version: str = "", **facts: Any
) -> Organization:
    """Change the profile; the slug stays, so that links do not break, and a new name loses the badge."""
    require(by, "edit", organization)
    ORGANIZATION.guard(organization, "edit", by=by)
    check_seen(organization, seen_version)
    if facts.get("name", organization.name) != organization.name:
        facts["verified"] = False
    for name, value in facts.items():
        setattr(organization, name, value)
    organization.full_clean(validate_constraints=False, exclude=["logo", "created_by", "reviewed_by"])
    ORGANIZATION.move(organization, "edit", by=by, data={"fields": sorted(facts)}, **facts)
    moderation.refresh_item(organization)
    return organization


@transaction.atomic
def resubmit_organization(organization: Organization, *, by: Subject) -> Organization:
    require(by, "resubmit", organization)
    ORGANIZATION.move(organization, "resubmit", by=by)
    moderation.open_item(organization, by=by)
    return organization


@transaction.atomic
def reinstate_organization(organization: Organization, *, by: Subject) -> Organization:
    require(by, "reinstate", organization)
    return ORGANIZATION.move(organization, "reinstate", by=by)


def _save_with_own_address(organization: Organization) -> None:
    """Insert; when another of the same name was quicker, this one's address gets a few letters more."""
    try:
        with transaction.atomic():
            organization.save(force_insert=True)
    except IntegrityError:
        organization.slug = f"{organization.slug[:80]}-{uuid7().hex[-6:]}"
        organization.save(force_insert=True)


def _free_slug(name: str) -> str:
    """The name as an address; a second one of the same name gets a few letters of chance."""
    slug = slugify(name)[:80] or "rescue"
    if slug in RESERVED or Organization.objects.filter(slug=slug).exists():
        slug = f"{slug}-{uuid7().hex[-6:]}"
    return slug
