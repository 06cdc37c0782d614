"""What a rescue has set for itself, for the apps that act on it."""

from datetime import timedelta

from apps.listings.models import Pet, RescueProfile
from apps.organizations.models import Organization


def profile_of(organization: Organization) -> RescueProfile:
    """Its row, or the defaults, unsaved, of one that never set anything."""
    found: RescueProfile | None = RescueProfile.objects.filter(organization=organization).first()
    return found or RescueProfile(organization=organization)


def answer_within(organization: Organization | None) -> timedelta:
    """How long an applicant waits at most for an answer; a private owner has the default."""
    profile = profile_of(organization) if organization is not None else RescueProfile()
    return timedelta(days=profile.answer_within_days)


def sampled(pet: Pet) -> float:
    """What share of those published at once its rescue wants to be looked at afterwards, 0 to 1."""
    return profile_of(pet.organization).sampled / 100 if pet.organization is not None else 0
