"""What a club has set for itself, for those who act on it."""

from uuid import UUID

from apps.rides.models import ClubProfile


def profile_of(organization_id: UUID) -> ClubProfile:
    """Its row, or the defaults, unsaved, of one that never set anything."""
    found: ClubProfile | None = ClubProfile.objects.filter(pk=organization_id).first()
    return found or ClubProfile(organization_id=organization_id)
