"""Rows of feeds, series and templates, for the tests that look at every list."""

from datetime import time, timedelta

from django.utils import timezone

from apps.calendars.models import CalendarFeed
from apps.rides.models import Participation, Ride, RideTemplate, Series
from tests.rides.riding import FACTS


def planned(ride: Ride, captains: Participation) -> None:
    """A series and a template of a ride's club, and the feed of a person of its own."""
    captain = captains.user
    assert captain is not None
    own = {"organization": ride.organization, "user": captain, **FACTS}
    RideTemplate.objects.create(**own)
    first = timezone.localdate() + timedelta(days=200)
    Series.objects.create(
        **own, captain=captain, first_date=first, local_time=time(7), timezone="UTC", rrule="FREQ=WEEKLY"
    )
    person = type(captain).objects.create(cognito_sub=f"calendar-{ride.pk}", display_name="Has a calendar")
    CalendarFeed.objects.create(user=person, token_hash=ride.pk.hex)
