"""Rows of everything encrypted and connected, for the tests that look at every list."""

from datetime import timedelta

from django.utils import timezone

from apps.accounts.models import User
from apps.integrations.models import (
    ServicePause,
    StravaActivity,
    StravaConnection,
    StravaFarewell,
    StravaNotice,
)
from apps.rides.models import EmergencyContact, Participation, Ride, SharedContact
from apps.rides.services import create_ride
from tests.cast import Cast
from tests.rides.riding import FACTS, acting, club, place_of


def made(cast: Cast, number: int) -> tuple[Ride, Participation]:
    """One of each, of a person of its own; with a ride of a club and its captain's place."""
    now, words = timezone.now(), {"name": "Bruno", "phone": "0400 111 222"}
    loop = create_ride(
        club(cast, f"Club {number}"), by=acting(cast.lee), starts_at=now + timedelta(days=2), **FACTS
    )
    mine = place_of(loop, cast.lee)
    rider = User.objects.create(cognito_sub=f"rider-{number}", display_name=f"Rider {number}")
    EmergencyContact.objects.create(user=rider, details=words)
    SharedContact.objects.create(participation=mine, user=cast.lee, details=words)
    connection = StravaConnection.objects.create(
        user=rider, athlete=number + 1, tokens={"access": "a", "refresh": "b"}, expires_at=now
    )
    StravaNotice.objects.create(
        connection=connection, about="activity", number=number + 1, aspect="create", said_at=1
    )
    StravaActivity.objects.create(user=rider, ride=loop, activity=number + 1, details={"name": "Ride"})
    StravaFarewell.objects.create(tokens={"access": "a"}, expires_at=now)
    ServicePause.objects.create(name=f"service-{number}", until=now)
    return loop, mine
