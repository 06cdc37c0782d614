"""Strava is connected by who asked for it, in the session in which they asked, and ended on both sides."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection as database
from django.test import Client
from django.utils import timezone

from apps.accounts.services import erase_person, export_of
from apps.integrations.models import ServicePause, StravaActivity, StravaConnection, StravaFarewell
from apps.integrations.services import disconnect_strava
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from tests.cast import Cast
from tests.integrations.connected import HOOK, connected, recorded, ridden, say
from tests.integrations.strava_server import Strava
from tests.rides.riding import acting

pytestmark = pytest.mark.django_db
ADDRESSES = ["/account/strava", "/account/strava/connect", "/account/strava/callback", HOOK]


def begin(browser: Client) -> str:
    answer = browser.get("/account/strava/connect")
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer["Location"]).query)["state"][0]


def come_back(browser: Client, state: str, **given: str) -> str:
    query = {"state": state, "code": "good", "scope": "read,activity:read", **given}
    return browser.get("/account/strava/callback", query, follow=True).content.decode()


def test_asks_for_activities_and_keeps_the_tokens_encrypted(cast: Cast, strava: Strava) -> None:
    ana = cast.browser("ana")
    asked = parse_qs(urlsplit(ana.get("/account/strava/connect")["Location"]).query)
    assert (asked["scope"], asked["response_type"]) == (["activity:read"], ["code"])
    assert asked["redirect_uri"][0].endswith("/account/strava/callback")
    assert "Strava is connected" in come_back(ana, begin(ana))
    mine = StravaConnection.objects.get(user=cast.ana)
    assert mine.tokens == {"access": "access-1", "refresh": "refresh-1"}
    with database.cursor() as cursor:
        cursor.execute("SELECT tokens FROM integrations_stravaconnection")
        assert "access-1" not in cursor.fetchone()[0]
    assert cast.client("ana").get("/api/v1/users/me/strava").status_code == 200
    assert cast.client("lee").get("/api/v1/users/me/strava").status_code == 404


def test_the_word_belongs_to_the_session_and_is_good_once(cast: Cast, strava: Strava) -> None:
    ana, lee = cast.browser("ana"), cast.browser("lee")
    state = begin(ana)
    for answer in (come_back(lee, state), come_back(ana, "guessed"), come_back(ana, state)):
        assert "began somewhere else" in answer
    assert not StravaConnection.objects.exists()
    assert not strava.asked


def test_a_word_that_is_old_is_refused(cast: Cast, strava: Strava, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = cast.browser("ana")
    state = begin(ana)
    monkeypatch.setattr("apps.integrations.pages.views.GOOD_FOR", -1)
    assert "took too long" in come_back(ana, state)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"error": "access_denied"}, "stays unconnected"),
        ({"scope": "read"}, "Without your activities"),
        ({"code": "bad"}, "did not confirm"),
        ({"code": ""}, "did not confirm"),
    ],
)
def test_what_does_not_work_connects_nothing(
    cast: Cast, strava: Strava, given: dict[str, str], words: str
) -> None:
    ana = cast.browser("ana")
    assert words in come_back(ana, begin(ana), **given)
    assert not StravaConnection.objects.exists()


@pytest.mark.parametrize("status", [500, 429, 200])
def test_a_strava_that_is_unwell_is_said_politely(cast: Cast, strava: Strava, status: int) -> None:
    ana = cast.browser("ana")
    state = begin(ana)
    strava.answers.append((status, b"<html>", {}))
    assert "does not answer just now" in come_back(ana, state)


def test_an_athlete_is_one_persons(cast: Cast, strava: Strava) -> None:
    connected(cast.lee, strava)
    ana = cast.browser("ana")
    assert "somebody else" in come_back(ana, begin(ana))
    assert [row.user for row in StravaConnection.objects.all()] == [cast.lee]


def test_disconnecting_forgets_at_once_and_tells_strava(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    assert StravaActivity.objects.count() == 1
    assert cast.client("ana").delete("/api/v1/users/me/strava").status_code == 204
    assert not StravaConnection.objects.exists()
    assert not StravaActivity.objects.exists()
    drain()
    assert strava.goodbyes == 1
    assert not StravaFarewell.objects.exists()


def test_a_strava_that_does_not_answer_is_told_later(cast: Cast, strava: Strava) -> None:
    disconnect_strava(connected(cast.ana, strava), by=acting(cast.ana))
    strava.answers.append((500, b"", {}))
    drain()
    assert StravaFarewell.objects.count() == 1
    assert not StravaConnection.objects.exists()


def test_is_erased_with_its_person_and_exported_to_them_without_tokens(cast: Cast, strava: Strava) -> None:
    loop = ridden(cast)
    connected(cast.ana, strava)
    say(recorded(strava, loop))
    drain()
    told = export_of(cast.ana, by=acting(cast.ana))
    assert told["integrations.stravaactivity"][0]["details"]["distance_m"] == 48210
    assert "access-1" not in str(told)
    assert "integrations" not in str(export_of(cast.lee, by=acting(cast.lee)).keys())
    erase_person(cast.ana, by=acting(cast.ana))
    assert not StravaConnection.objects.exists()
    assert not StravaActivity.objects.exists()
    drain()
    assert strava.goodbyes == 1
    assert "access-" not in str(list(Event.objects.values_list("data", flat=True)))


def test_without_settings_nothing_of_it_shows(cast: Cast, settings: Any) -> None:
    ana = cast.browser("ana")
    assert "Strava" in ana.get("/account").content.decode()
    settings.STRAVA_CLIENT_ID = ""
    assert "Strava" not in ana.get("/account").content.decode()
    for address in ADDRESSES:
        assert ana.get(address).status_code == 404, address
    assert ana.post("/account/strava/disconnect").status_code == 404
    assert say(1).status_code == 404
    for path in ("strava", "strava/activities"):
        assert cast.client("ana").get(f"/api/v1/users/me/{path}").status_code == 404
        assert cast.client().get(f"/api/v1/users/me/{path}").status_code == 404
    for address in ("/api/schema", "/api/v1/meta/capabilities"):
        assert "strava" not in cast.client().get(address).content.decode().lower(), address


def test_with_settings_it_is_described(cast: Cast) -> None:
    for address in ("/api/schema", "/api/v1/meta/capabilities"):
        assert "strava" in cast.client().get(address).content.decode().lower(), address


def test_without_settings_the_admin_knows_nothing_of_it(cast: Cast, settings: Any) -> None:
    sam, home = cast.browser("sam"), "/admin/integrations/"
    kinds = ("stravaconnection", "stravaactivity", "stravanotice", "stravafarewell", "servicepause")
    row = ServicePause.objects.create(name="strava", until=timezone.now())
    addresses = [home, *(f"{home}{kind}/" for kind in kinds), f"{home}servicepause/{row.pk}/change/"]
    shown = sam.get("/admin/").content.decode()
    assert "Strava connections" in shown
    assert f"{home}servicepause/" in shown
    assert [sam.get(address).status_code for address in addresses] == [200] * len(addresses)
    settings.STRAVA_CLIENT_ID = ""
    hidden = sam.get("/admin/").content.decode()
    assert "strava" not in hidden.lower()
    assert home not in hidden
    assert [sam.get(address).status_code for address in addresses] == [404] * len(addresses)
