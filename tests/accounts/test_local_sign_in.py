"""The picker of demo people: for browsers on this machine, in the embedded default."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory, override_settings

from apps.accounts.models import User
from apps.accounts.pages.views import SignInPage
from hearth.local.people import PEOPLE
from tests.cast import Cast

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


def pick(name: str, client: Client | None = None, **more: Any) -> Any:
    data = {"person": name, "next": more.pop("next", "")}
    return (client or Client()).post("/sign-in", data, **{**HERE, **more})


def test_shows_everybody_with_their_story(db: None) -> None:
    page = Client().get("/sign-in", **HERE).content.decode()
    for person in PEOPLE.values():
        assert person.display_name in page
        assert person.story in page


def test_signs_in_whoever_is_picked(db: None) -> None:
    browser = Client()
    response = pick("ana", browser)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert browser.get("/api/v1/users/me").json()["email"] == "ana@hearth.example"


def test_starts_everybody_without_a_role(db: None) -> None:
    browser = Client()
    pick("sam", browser)
    assert browser.get("/api/v1/users/me/capabilities").json()["system_role"] == "User"


def test_gives_people_the_role_that_the_database_has(cast: Cast) -> None:
    assert cast.sam
    browser = Client()
    pick("sam", browser)
    assert browser.get("/api/v1/users/me/capabilities").json()["system_role"] == "SiteAdmin"


def test_is_the_same_person_as_by_token(cast: Cast) -> None:
    browser = Client()
    pick("ana", browser)
    assert browser.get("/api/v1/users/me").json() == cast.client("ana").get("/api/v1/users/me").json()
    assert User.objects.count() == 1


def test_changes_the_session_key_at_sign_in(cast: Cast) -> None:
    browser = Client()
    pick("ana", browser)
    first = browser.cookies["sessionid"].value
    pick("petra", browser)
    assert browser.cookies["sessionid"].value != first
    assert browser.get("/api/v1/users/me").json()["display_name"] == "Petra Lindqvist"


def test_lets_a_suspended_person_in_to_be_told_so(cast: Cast) -> None:
    assert cast.quinn
    browser = Client()
    assert pick("quinn", browser).status_code == 302
    assert browser.get("/api/v1/users/me").json()["code"] == "account_suspended"


def test_refuses_an_erased_person(cast: Cast) -> None:
    User.objects.filter(pk=cast.ana.pk).update(status=User.Status.ERASED)
    browser = Client()
    assert pick("ana", browser).status_code == 403
    assert browser.get("/api/v1/users/me").status_code == 401


@pytest.mark.parametrize("name", ["", "nobody", "Ana\x00", "ana' --"])
def test_knows_nobody_else(db: None, name: str) -> None:
    assert pick(name).status_code == 404
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "192.168.1.7"},
        {"REMOTE_ADDR": "10.0.0.1"},
        {"REMOTE_ADDR": "::2"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1, 10.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": ""},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_HOST": "hearth.example"},
        {"HTTP_HOST": "localhost.hearth.example"},
        {"HTTP_HOST": "192.168.1.7:8000"},
    ],
    ids=str,
)
@override_settings(ALLOWED_HOSTS=["*"])
def test_is_only_for_this_machine(db: None, elsewhere: dict[str, str]) -> None:
    assert Client().get("/sign-in", **{**HERE, **elsewhere}).status_code == 403
    browser = Client()
    assert pick("ana", browser, **elsewhere).status_code == 403
    assert not User.objects.exists()
    assert "sessionid" not in browser.cookies


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.0.0.1:8010", "[::1]", "[::1]:8000", "LOCALHOST:8000"]
)
@override_settings(ALLOWED_HOSTS=["*"])
def test_knows_this_machine_by_all_its_names(db: None, host: str) -> None:
    assert Client().get("/sign-in", REMOTE_ADDR="::1", HTTP_HOST=host).status_code == 200


@override_settings(LOCAL=False)
def test_is_only_for_local_settings(db: None) -> None:
    assert pick("ana").status_code == 403


def test_needs_the_csrf_token(db: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert pick("ana", strict).status_code == 403
    page = strict.get("/sign-in", **HERE).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    signed = strict.post("/sign-in", {"person": "ana", "csrfmiddlewaretoken": token[1]}, **HERE)
    assert signed.status_code == 302


@pytest.mark.parametrize("path", ["/pets", "/my/listings?state=pending", "/pets/1#photos"])
def test_returns_to_where_a_person_came_from(db: None, path: str) -> None:
    assert pick("ana", next=path)["Location"] == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/%0d\r\nSet-Cookie: a=b",
        " //evil.example",
        "http:///evil.example",
        "home",
    ],
)
def test_returns_to_our_own_paths_only(db: None, path: str) -> None:
    assert pick("ana", next=path)["Location"] == "/"


def test_remembers_the_way_back_in_the_page(db: None) -> None:
    page = Client().get("/sign-in", {"next": '/pets?a=1&b="2'}, **HERE).content.decode()
    assert 'value="/pets?a=1&amp;b=&quot;2"' in page


def test_signs_out_by_post_only(cast: Cast) -> None:
    browser = cast.browser("ana")
    assert browser.get("/sign-out").status_code == 405
    assert browser.get("/api/v1/users/me").status_code == 200
    response = browser.post("/sign-out")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert browser.get("/api/v1/users/me").status_code == 401


def test_says_honestly_that_production_has_no_browser_sign_in_yet(db: None) -> None:
    request = RequestFactory().get("/sign-in")
    request.user = AnonymousUser()
    response = SignInPage.as_view()(request)
    assert response.status_code == 503
    assert "not possible here" in response.content.decode()
