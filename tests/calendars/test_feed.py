"""The secret address of somebody's calendar, and what stands there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.accounts.services import erase_person
from apps.calendars import entries
from apps.calendars.models import CalendarFeed
from apps.calendars.services import make_feed, revoke_feed
from apps.rides import services
from apps.rides.models import Ride
from hearth.kernel.limits import limits
from hearth.kernel.models import Event
from tests.calendars.reading import events, faults
from tests.cast import Cast
from tests.rides.riding import acting, club, join, place_of, ride

pytestmark = pytest.mark.django_db


def path_of(address: str) -> str:
    return "/calendars/" + address.rpartition("/")[2]


def read(path: str, **headers: str) -> Any:
    return Client().get(path, headers=headers)


def test_told_once_renewed_and_ended(cast: Cast) -> None:
    feed, address = make_feed(by=acting(cast.ana))
    first = path_of(address)
    assert feed.token_hash not in address
    assert address.rpartition("/")[2].removesuffix(".ics") not in str(CalendarFeed.objects.values().get())
    assert read(first).status_code == 200
    _, address = make_feed(by=acting(cast.ana))
    second = path_of(address)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    revoke_feed(by=acting(cast.ana))
    revoke_feed(by=acting(cast.ana))
    assert read(second).status_code == 404
    names = Event.objects.filter(target_id=feed.pk).order_by("sequence").values_list("name", flat=True)
    assert list(names) == ["calendar_feed.made", "calendar_feed.renewed", "calendar_feed.revoked"]
    for nonsense in ("/calendars/x.ics", "/calendars/%00.ics", "/calendars/" + "a" * 3000 + ".ics"):
        assert read(nonsense).status_code == 404


def test_has_the_rides_of_all_clubs_in_which_one_has_or_awaits_a_place(cast: Cast) -> None:
    here, there = club(cast), club(cast, name="Hill Climbers")
    _, address = make_feed(by=acting(cast.ana))
    goes = ride(here, cast.lee, title="I go")
    waits = ride(there, cast.lee, title="I wait", capacity=1)
    ride(here, cast.lee, title="Not mine")
    old = ride(here, cast.lee, title="Long ago")
    for one in (goes, waits, old):
        join(one, cast.ana)
    Ride.objects.filter(pk=old.pk).update(starts_at=timezone.now() - timedelta(days=100))
    response = read(path_of(address))
    assert list(faults(response.content)) == []
    found = {event["SUMMARY"]: event for event in events(response.content)}
    assert {title: event["STATUS"] for title, event in found.items()} == {
        "I go": "CONFIRMED",
        "I wait": "TENTATIVE",
    }
    assert found["I go"]["UID"] == str(goes.pk)
    services.withdraw_place(place_of(waits, cast.ana), by=acting(cast.ana))
    assert [event["SUMMARY"] for event in events(read(path_of(address)).content)] == ["I go"]


def test_a_change_keeps_its_entry_and_counts_up(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, latitude="-33.85000", longitude="151.21000")
    join(loop, cast.ana)
    _, address = make_feed(by=acting(cast.ana))
    path = path_of(address)
    said = [events(read(path).content)[0]]
    later = timezone.now() + timedelta(days=3)
    services.edit_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), starts_at=later)
    said.append(events(read(path).content)[0])
    services.postpone_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), reason="weather")
    said.append(events(read(path).content)[0])
    services.cancel_ride(Ride.objects.get(pk=loop.pk), by=acting(cast.lee), reason="weather")
    said.append(events(read(path).content)[0])
    assert len({one["UID"] for one in said}) == 1
    counted = [int(one["SEQUENCE"]) for one in said]
    assert counted == sorted(set(counted)), "Calendars take no change that does not count further."
    assert [one["STATUS"] for one in said] == ["CONFIRMED", "CONFIRMED", "TENTATIVE", "CANCELLED"]
    assert said[-1]["SUMMARY"] == f"CANCELLED: {loop.title}"
    assert said[0]["GEO"] == "-33.85;151.21"


def test_a_place_that_changes_counts_up_too(cast: Cast) -> None:
    """From waiting to a place and back, also when somebody gave it up in between."""
    loop = ride(club(cast), cast.lee, capacity=2)
    join(loop, cast.olga)
    join(loop, cast.ana)
    _, address = make_feed(by=acting(cast.ana))
    path = path_of(address)
    said = [events(read(path).content)[0]]
    services.withdraw_place(place_of(loop, cast.olga), by=acting(cast.olga))
    said.append(events(read(path).content)[0])
    services.accept_place(place_of(loop, cast.ana), by=acting(cast.ana))
    said.append(events(read(path).content)[0])
    services.withdraw_place(place_of(loop, cast.ana), by=acting(cast.ana))
    assert events(read(path).content) == []
    join(loop, cast.ana)
    said.append(events(read(path).content)[0])
    assert [one["STATUS"] for one in said] == ["TENTATIVE", "TENTATIVE", "CONFIRMED", "CONFIRMED"]
    numbers = [int(one["SEQUENCE"]) for one in said]
    assert numbers == sorted(set(numbers)), numbers


def test_of_too_much_what_is_to_come_stays(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    where = club(cast)
    now = timezone.now()
    for days in (-80, -3, -2, 1, 2, 300):
        loop = ride(where, cast.lee, title=str(days), audience="public")
        join(loop, cast.ana)
        Ride.objects.filter(pk=loop.pk).update(starts_at=now + timedelta(days=days))
    _, address = make_feed(by=acting(cast.ana))
    for most, kept in ((5, ["-3", "-2", "1", "2", "300"]), (3, ["1", "2", "300"]), (2, ["1", "2"])):
        monkeypatch.setattr(entries, "MOST", most)
        for path in (path_of(address), f"/clubs/{where.slug}/calendar.ics"):
            assert [event["SUMMARY"] for event in events(read(path).content)] == kept, path


def test_is_private_tagged_and_limited(cast: Cast) -> None:
    join(ride(club(cast), cast.lee), cast.ana)
    _, address = make_feed(by=acting(cast.ana))
    response = read(path_of(address))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    again = read(path_of(address), if_none_match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    signed_in = Client()
    signed_in.force_login(cast.milo)
    assert signed_in.get(path_of(address)).content == response.content
    left = limits()["calendar_feed.read"].number - 3
    codes = {read(path_of(address), if_none_match=response["ETag"]).status_code for _ in range(left)}
    refused = read(path_of(address))
    assert (codes, refused.status_code) == ({304}, 429)
    assert int(refused["Retry-After"]) > 0


def test_goes_with_its_person(cast: Cast) -> None:
    _, address = make_feed(by=acting(cast.max))
    erase_person(cast.max, by=acting(cast.max))
    assert read(path_of(address)).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_who_is_suspended_has_none_meanwhile(cast: Cast) -> None:
    _, address = make_feed(by=acting(cast.max))
    type(cast.max).objects.filter(pk=cast.max.pk).update(status="suspended")
    assert read(path_of(address)).status_code == 404


def test_the_page_shows_the_address_once(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ana)
    made = client.post("/account/calendar")
    address = made.context["url"]
    assert read(path_of(address)).status_code == 200
    assert address in made.content.decode()
    assert made["Cache-Control"] == "private, no-store"
    assert address not in client.get("/account/calendar").content.decode()
    client.post("/account/calendar/end")
    assert read(path_of(address)).status_code == 404
