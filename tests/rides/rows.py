"""Rows of what hangs on a ride, for the tests that look at every list."""

from apps.rides.models import ClubProfile, PaceGroup, Ride, RideAttachment, RideInvitation
from tests.applications.application_calls import attachment


def around(ride: Ride) -> None:
    """A group, an invitation and a file of a ride, and its club's profile."""
    captain = ride.captain
    assert captain is not None
    of_ride = {"ride": ride, "organization": ride.organization}
    PaceGroup.objects.create(**of_ride, name="Quick", leader=captain)
    RideInvitation.objects.create(**of_ride, user=captain, invited_by=captain)
    RideAttachment.objects.create(**of_ride, media=attachment(captain), name="Briefing", user=captain)
    ClubProfile.objects.get_or_create(organization=ride.organization)
