"""/account: profile, picture, data and the way out, as forms without a script."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from apps.accounts import middleware
from apps.accounts.middleware import PersonTimezone
from apps.accounts.models import User
from apps.media import services as media
from apps.media.models import MediaFile
from hearth.kernel.events.worker import drain
from tests import factories
from tests.accounts.life import live, mark
from tests.accounts.people import avatar
from tests.cast import Cast
from tests.media.pictures import photo

PROFILE = {"display_name": "Ana R.", "phone": "5550 0123", "locale": "de", "timezone": "Europe/Berlin"}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/account", "/account/data", "/account/data/download"])
def test_is_for_who_is_signed_in(cast: Cast, path: str) -> None:
    assert cast.browser().get(path)["Location"].startswith("/sign-in")
    answer = cast.browser("ana").get(path)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert cast.browser("quinn").get(path).status_code in (302, 403)


def test_saves_the_profile(cast: Cast) -> None:
    browser = cast.browser("ana")
    assert browser.post("/account", {**PROFILE, "version": "1"})["Location"] == "/account"
    ana = cast.ana
    assert (ana.display_name, ana.phone, ana.locale, ana.timezone, ana.version) == (*PROFILE.values(), 2)
    assert "Ana R." in browser.get("/account").content.decode()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Perth", "Australia/Perth"), ("new york", "America/New_York"), ("Europe/Berlin", "Europe/Berlin")],
)
def test_understands_cities(cast: Cast, typed: str, meant: str) -> None:
    cast.browser("ana").post("/account", {**PROFILE, "timezone": typed, "version": "1"})
    assert cast.ana.timezone == meant


@pytest.mark.parametrize(
    "changes",
    [
        {"timezone": "Atlantis"},
        {"timezone": ""},
        {"phone": "call me"},
        {"display_name": " "},
        {"locale": "tlh"},
        {"version": "7"},
    ],
)
def test_shows_the_form_again_with_what_was_typed(cast: Cast, changes: dict[str, str]) -> None:
    answer = cast.browser("ana").post("/account", {**PROFILE, "version": "1", **changes})
    assert answer.status_code == 422
    assert "5550 0123" in answer.content.decode() or "phone" in changes
    assert cast.ana.version == 1


def test_keeps_a_language_that_the_form_does_not_offer(cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.pk).update(locale="es")
    browser = cast.browser("ana")
    assert '<option value="es" selected>' in browser.get("/account").content.decode()
    browser.post("/account", {**PROFILE, "locale": "es", "version": "1"})
    assert cast.ana.locale == "es"


# Picture --------------------------------------------------------------------------------------------
def test_wears_an_uploaded_picture(cast: Cast) -> None:
    browser = cast.browser("ana")
    browser.get("/account")
    slot = MediaFile.objects.get(owner=cast.ana)
    media.quarantine().save(slot.key, media.ContentFile(photo()))
    waiting = browser.get(f"/account/picture/{slot.pk}")
    assert (waiting.status_code, "refresh" in waiting.content.decode()) == (200, True)
    drain()
    assert browser.get(f"/account/picture/{slot.pk}")["Location"] == "/account"
    assert cast.ana.avatar_id == slot.pk
    shown = browser.get("/account").content.decode()
    assert shown.count(MediaFile.objects.get(pk=slot.pk).thumb_url) == 2
    browser.post("/account/picture/remove")
    assert cast.ana.avatar is None


def test_says_why_a_picture_cannot_be_used(cast: Cast) -> None:
    browser = cast.browser("ana")
    refused = factories.photo(cast.ana, state="refused")
    MediaFile.objects.filter(pk=refused.pk).update(purpose="avatar")
    page = browser.get(f"/account/picture/{refused.pk}", follow=True).content.decode()
    assert refused.refusal_message in page
    assert cast.ana.avatar is None


def test_wears_no_picture_of_others(cast: Cast) -> None:
    theirs, pet_photo = avatar(cast.petra), factories.photo(cast.ana)
    for file in (theirs, pet_photo):
        assert cast.browser("ana").get(f"/account/picture/{file.pk}").status_code == 404


# Data -----------------------------------------------------------------------------------------------
def test_downloads_the_same_document_as_the_api(cast: Cast) -> None:
    live(cast.ana, among=cast.rosa, reviewed_by=cast.mona)
    mark(cast.ana, "redparrot")
    browser = cast.browser("ana")
    file = browser.get("/account/data/download")
    assert file["Content-Disposition"] == 'attachment; filename="my-data.json"'
    said, found = cast.client("ana").get("/api/v1/users/me/export").json(), file.json()
    assert said.keys() == found.keys()
    assert said["listings.pet"] == found["listings.pet"]
    assert [browser.get("/account/data/download").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_closes_an_account(cast: Cast) -> None:
    browser = cast.browser("ana")
    page = browser.post("/account/data", {"confirmation": " Close  my account "}, follow=True)
    assert page.redirect_chain == [("/", 302)]
    assert "Your account is closed" in page.content.decode()
    assert "Ana Ruiz" not in page.content.decode()
    assert User.objects.get().status == "erased"
    assert browser.get("/account")["Location"].startswith("/sign-in")


@pytest.mark.parametrize("words", ["", "close", "yes", "close your account"])
def test_closes_nothing_by_mistake(cast: Cast, words: str) -> None:
    answer = cast.browser("ana").post("/account/data", {"confirmation": words})
    assert answer.status_code == 422
    assert cast.ana.is_active


def test_says_what_stands_in_the_way(cast: Cast) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa)
    browser = cast.browser("rosa")
    page = browser.get("/account/data").content.decode()
    assert re.search(r'href="/organizations/harbour-paws/members">Harbour Paws</a>', page)
    assert 'name="confirmation"' not in page
    assert browser.post("/account/data", {"confirmation": "close my account"})["Location"] == "/account/data"
    assert cast.rosa.is_active
    assert "last active site admin" in cast.browser("sam").get("/account/data").content.decode()


# Times ----------------------------------------------------------------------------------------------
def zone_of(client: Any, path: str, monkeypatch: pytest.MonkeyPatch) -> str:
    seen: list[str] = []
    real = middleware.timezone.override
    monkeypatch.setattr(middleware.timezone, "override", lambda zone: seen.append(str(zone)) or real(zone))
    client.get(path)
    return seen[0] if seen else ""


@pytest.mark.parametrize(
    ("who", "path", "zone"),
    [
        ("", "/pets", "Australia/Sydney"),
        ("ana", "/pets", "Europe/Madrid"),
        ("sam", "/admin/", "Pacific/Auckland"),
        ("ana", "/api/v1/pets", ""),
    ],
)
def test_tells_times_in_the_readers_timezone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str, path: str, zone: str
) -> None:
    User.objects.filter(pk=cast.ana.pk).update(timezone="Europe/Madrid")
    User.objects.filter(pk=cast.sam.pk).update(timezone="Pacific/Auckland")
    before = timezone.get_current_timezone_name()
    assert zone_of(cast.browser(who), path, monkeypatch) == zone
    assert timezone.get_current_timezone_name() == before


def test_survives_a_timezone_that_was_abolished(cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.pk).update(timezone="Mars/Olympus")
    assert cast.browser("ana").get("/account").status_code == 200


def test_speaks_utc_in_the_api(cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.pk).update(timezone="Europe/Madrid")
    assert cast.browser("ana").get("/api/v1/users/me").json()["created_at"].endswith("Z")


def test_looks_into_no_session_of_strangers(rf: RequestFactory) -> None:
    request = rf.get("/pets")
    request.user, request.session = AnonymousUser(), SessionStore()
    PersonTimezone(lambda request: HttpResponse(timezone.get_current_timezone_name()))(request)
    assert not request.session.accessed
