"""The words under which organisations are found. The database claims them: `models.Address`."""

import re
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from apps.moderation import services as moderation
from apps.organizations.models import Address, Organization
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject, require
from hearth.kernel.ids import is_id, uuid7
from hearth.kernel.problems import Invalid, TooManyRequests
from hearth.kernel.transactions import transactional

LONGEST = 80
SHORTEST = 3
MOST_NEW_ONES = 3
WINDOW = timedelta(days=30)
FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
RESERVED = frozenset(
    {
        *("about", "account", "actions", "admin", "api", "applications", "archive", "archived", "clubs"),
        *("edit", "events", "facets", "featured", "help", "hearth", "home", "invitations", "join", "login"),
        *("logout", "me", "members", "memberships", "mine", "moderation", "new", "notifications"),
        *("organizations", "pets", "privacy", "rescues", "restaurants", "review", "search", "settings"),
        *("sign-in", "sign-out", "site", "support", "terms", "test", "users", "verified", "www"),
    }
)
"""Words that are, or may become, addresses of our own, or that would speak in our name."""


@transactional
def change_slug(organization: Organization, *, by: Subject, slug: str) -> Organization:
    """Take another address; the old one leads to it for ever. Locks the organisation, then counts.

    Raises Invalid for a word that cannot be one or is somebody else's, TooManyRequests for the fourth new
    one in 30 days.
    """
    require(by, "change_slug", organization)
    ORGANIZATION.guard(organization, "change_slug", by=by)
    if slug == organization.slug:
        return organization
    check_slug(slug)
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    owner = Address.objects.filter(slug=slug).values_list("organization", flat=True).first()
    if owner not in (None, organization.pk):
        raise _taken()
    if owner is None:
        _check_budget(organization)
    try:
        with transaction.atomic():
            ORGANIZATION.move(organization, "change_slug", by=by, slug=slug)
    except IntegrityError:
        raise _taken() from None  # somebody was quicker
    moderation.refresh_item(organization)
    return organization


def check_slug(slug: str) -> None:
    """Raise Invalid for a word that can be no organisation's address."""
    if not (SHORTEST <= len(slug) <= LONGEST and FORM.fullmatch(slug)):
        words = f"Use {SHORTEST} to {LONGEST} small letters, digits and single hyphens between them."
        raise Invalid([("/slug", "invalid", words)])
    if slug in RESERVED or is_id(slug):
        raise Invalid([("/slug", "reserved", "This word is not free to take.")])


def free_slug(name: str, fallback: str) -> str:
    """The name as an address; a second one of the same name gets a few letters of chance."""
    slug = slugify(name)[:LONGEST].strip("-_") or fallback
    if slug in RESERVED or is_id(slug) or Address.objects.filter(slug=slug).exists():
        return with_letters_of_chance(slug)
    return slug


def with_letters_of_chance(slug: str) -> str:
    return f"{slug[:LONGEST]}-{uuid7().hex[-6:]}"


def _check_budget(organization: Organization) -> None:
    """Count what it claimed lately; the address that it began with is not counted."""
    claimed = Address.objects.filter(organization=organization).order_by("claimed_at")
    since = timezone.now() - WINDOW
    lately = [moment for moment in claimed.values_list("claimed_at", flat=True)[1:] if moment > since]
    if len(lately) >= MOST_NEW_ONES:
        wait = lately[-MOST_NEW_ONES] - since
        raise TooManyRequests(
            f"An organisation takes at most {MOST_NEW_ONES} new addresses in {WINDOW.days} days.",
            retry_after=max(int(wait.total_seconds()), 1),
        )


def _taken() -> Invalid:
    return Invalid([("/slug", "taken", "Another organisation has, or once had, this address.")])
