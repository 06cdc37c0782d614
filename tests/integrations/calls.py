"""The routes about integrations as the tests that walk every route need them (see tests/api/calls.py)."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from apps.integrations.models import StravaActivity, StravaFarewell
from apps.integrations.services import keep_connection
from apps.integrations.strava.client import Tokens
from tests.api.calls import Call, GoodCall
from tests.rides.riding import acting, club, ride


def set_stage(stage: Any) -> None:
    cast = stage.cast
    tokens = Tokens("access", "refresh", timezone.now() + timedelta(hours=6))
    stage.strava = keep_connection(by=acting(cast.ana), tokens=tokens, athlete=7001)
    ridden = ride(club(cast, "Recorders"), cast.lee)
    details = {"name": "Morning Ride", "sport": "Ride", "started_at": "2030-05-04T20:30:00+00:00"}
    numbers = {"distance_m": 48210, "moving_s": 6400, "elapsed_s": 7000, "gain_m": 512}
    StravaFarewell.objects.create(tokens={"access": "a", "refresh": "b"}, expires_at=timezone.now())
    stage.activity = StravaActivity.objects.create(
        user=cast.ana, ride=ridden, activity=555, details={**details, **numbers}
    )


CALLS: dict[str, GoodCall] = {
    "GET users/me/strava": lambda s: Call("ana"),
    "DELETE users/me/strava": lambda s: Call("ana", code=204),
    "GET users/me/strava/activities": lambda s: Call("ana"),
}
VISITS: dict[str, Any] = {"hooks/strava/": lambda s: {"word": settings.STRAVA_VERIFY_TOKEN}}
WRITABLE: dict[str, dict[str, set[str]]] = {"DELETE users/me/strava": {}}
FILTERS: dict[str, set[str]] = {"GET users/me/strava/activities": set()}
