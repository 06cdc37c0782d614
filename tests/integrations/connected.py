"""A rider with Strava, and what they recorded."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.integrations.models import StravaConnection
from apps.integrations.services import keep_connection
from apps.integrations.strava.client import Tokens
from apps.rides.models import Ride
from tests.cast import Cast
from tests.integrations.strava_server import Strava
from tests.rides.riding import acting, club, join, ride

FERRY = {"latitude": "-33.86000", "longitude": "151.21000"}
HOOK = "/hooks/strava/0123456789-only-for-test"
CLOSE, FAR = [-33.87, 151.2], [-34.4, 150.9]


def connected(person: User, strava: Strava, *, left: timedelta = timedelta(hours=6)) -> StravaConnection:
    tokens = Tokens(strava.access, strava.refresh, timezone.now() + left)
    return keep_connection(by=acting(person), tokens=tokens, athlete=strava.athlete)


def ridden(cast: Cast, where: str = "Harbour Wheelers") -> Ride:
    """A ride of two hours that Ana rode and that ended an hour ago."""
    loop = ride(club(cast, where), cast.lee, duration_minutes=120, **FERRY)
    join(loop, cast.ana)
    begun = timezone.now() - timedelta(hours=3)
    Ride.objects.filter(pk=loop.pk).update(starts_at=begun, state="completed")
    return Ride.objects.get(pk=loop.pk)


def recorded(strava: Strava, of: Ride, number: int = 555, **facts: Any) -> int:
    """An activity at Strava that fits a ride, but for `facts`."""
    strava.activities[number] = {
        "id": number,
        "athlete": {"id": strava.athlete},
        "name": "Morning Ride",
        "sport_type": "Ride",
        "start_date": (of.starts_at + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "elapsed_time": 7000,
        "moving_time": 6400,
        "distance": 48210.5,
        "total_elevation_gain": 512.3,
        "start_latlng": CLOSE,
        **facts,
    }
    return number


def say(about: int, *, kind: str = "activity", aspect: str = "create", **facts: Any) -> Any:
    """What Strava posts to the webhook."""
    body = {
        "object_type": kind,
        "object_id": about,
        "aspect_type": aspect,
        "updates": {},
        "owner_id": 7001,
        "subscription_id": 1,
        "event_time": 1700000000,
        **facts,
    }
    return Client().post(HOOK, body, content_type="application/json")
