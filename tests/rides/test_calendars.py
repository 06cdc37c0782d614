"""Calendars of clubs and of single rides: who finds what there."""

from typing import Any

import pytest
from django.test import Client

from apps.organizations.models import Organization
from apps.rides import services
from apps.rides.models import Ride
from tests.calendars.reading import events, faults
from tests.cast import Cast
from tests.rides.riding import acting, club, join, ride

pytestmark = pytest.mark.django_db


def as_of(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def test_a_club_tells_everybody_of_its_public_rides(cast: Cast) -> None:
    where = club(cast, timezone="Australia/Lord_Howe")
    shown = ride(where, cast.lee, title="For all; of us, today", audience="public")
    off = ride(where, cast.lee, title="Storm", audience="public")
    services.cancel_ride(Ride.objects.get(pk=off.pk), by=acting(cast.lee), reason="weather")
    ride(where, cast.lee, title="Members only")
    ride(where, cast.ana, title="Only proposed", audience="public")
    by_slug = f"/clubs/{where.slug}/calendar.ics"
    by_id = f"/api/v1/clubs/{where.pk}/calendar.ics"
    for path in (by_slug, by_id):
        for who in (None, cast.ana):
            response = as_of(who).get(path)
            assert list(faults(response.content)) == []
            told = {event["SUMMARY"]: event["STATUS"] for event in events(response.content)}
            assert told == {"For all; of us, today": "CONFIRMED", "CANCELLED: Storm": "CANCELLED"}
        assert Client().get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert "s-maxage" in Client().get(by_slug)["Cache-Control"]
    found = events(Client().get(by_slug).content)
    assert {one["DTSTART"].astimezone(shown.starts_at.tzinfo).replace(microsecond=0) for one in found} >= {  # type: ignore[attr-defined]
        shown.starts_at.replace(microsecond=0)
    }
    Organization.objects.filter(pk=where.pk).update(status="suspended")
    assert Client().get(by_slug).status_code == 404
    assert Client().get(by_id).status_code == 404


def test_asks_the_same_for_many_rides(cast: Cast, django_assert_num_queries: Any) -> None:
    where = club(cast)
    for number in range(3):
        ride(where, cast.lee, title=f"Ride {number}", audience="public")
    with django_assert_num_queries(3):
        Client().get(f"/clubs/{where.slug}/calendar.ics")


def test_one_ride_is_for_those_who_may_see_it(cast: Cast) -> None:
    where = club(cast)
    open_one, closed = ride(where, cast.lee, audience="public"), ride(where, cast.lee)
    join(closed, cast.ana)
    paths = [f"/rides/{one.pk}.ics" for one in (open_one, closed)]
    for who, codes in ((None, [200, 404]), (cast.milo, [200, 404]), (cast.ana, [200, 200])):
        assert [as_of(who).get(path).status_code for path in paths] == codes
    response = as_of(cast.ana).get(paths[1])
    assert response["Cache-Control"].startswith("private")
    assert list(faults(response.content)) == []
    assert [event["UID"] for event in events(response.content)] == [str(closed.pk)]
