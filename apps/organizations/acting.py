"""Whose standing something is done with that they do not do themselves, in a terminal or by a site admin."""

from collections.abc import Iterator

from django.core.management.base import CommandError

from apps.accounts.models import User
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import Subject, subject_for, with_grants


def organization_named(word: str) -> Organization:
    """The organisation of an id or an address."""
    found: Organization | None = Organization.objects.by_id_or_slug(word).first()
    if found is None:
        raise CommandError(f"There is no organisation {word!r}: name it by its address (slug) or its id.")
    return found


def acting_in(organization: Organization, capability: str, address: str = "") -> Subject:
    """The person of this address, or the first member who has the capability there."""
    if address:
        return acting_as(address)
    if (subject := next(those_who_may(organization, capability), None)) is not None:
        return subject
    raise CommandError(f"Nobody in {organization} may do this; an organisation must be approved first.")


def those_who_may(organization: Organization, capability: str) -> Iterator[Subject]:
    """The active members who have the capability there, those first who have been here longest."""
    rows = Membership.objects.filter(organization=organization, status="active", user__status="active")
    people = User.objects.filter(pk__in=rows.values("user")).order_by("created_at", "pk")
    for person in with_grants(people):
        subject = subject_for(person)
        if capability in subject.capabilities_in(organization.pk):
            yield subject


def acting_as(address: str) -> Subject:
    """The person with this confirmed address."""
    rows = User.objects.filter(email__iexact=address, email_verified=True, status="active")
    person = with_grants(rows).first()
    if person is None:
        raise CommandError(f"Nobody who has an account here has the confirmed address {address}.")
    return subject_for(person)
