"""Cookies, sessions and the way in: what a browser is given, for how long, and where sign-in leads."""

import importlib
import os
import sys
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings as configured
from django.contrib.messages import constants, get_messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client

from tests.cast import Cast
from tests.config.test_settings import PRODUCTION

pytestmark = pytest.mark.django_db

COOKIES = (
    *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE"),
    *("MESSAGES_COOKIE_NAME", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"),
    "SECURE_HSTS_PRELOAD",
)


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The settings module of AWS, read with a complete environment."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    name = "hearth.config.settings.aws"
    sys.modules.pop(name, None)
    yield importlib.import_module(name)
    sys.modules.pop(name, None)


@pytest.fixture
def deployed(production: ModuleType, settings: Any) -> None:
    """This site, with production's cookies."""
    for name in COOKIES:
        setattr(settings, name, getattr(production, name))


def sign_in(client: Client, name: str = "rosa", **given: str) -> Any:
    client.get("/sign-in", secure=True)
    return client.post("/sign-in", {"person": name, **given}, secure=True, headers={"Host": "127.0.0.1"})


@pytest.mark.usefixtures("deployed")
def test_cookies_belong_to_this_host_alone(cast: Cast) -> None:
    client = Client()
    client.get("/sign-in", secure=True, headers={"Host": "127.0.0.1"})
    assert sign_in(client).status_code == 302
    assert client.cookies.keys() == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in client.cookies.values():
        assert (cookie["path"], cookie["domain"], cookie["secure"]) == ("/", "", True)
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert client.get("/my/listings", secure=True).status_code == 200


@pytest.mark.usefixtures("deployed")
def test_messages_travel_in_a_cookie_of_this_host(rf: Any) -> None:
    from django.contrib.messages.middleware import MessageMiddleware

    def view(request: HttpRequest) -> HttpResponse:
        get_messages(request).add(constants.INFO, "Saved.")  # type: ignore[attr-defined]
        return HttpResponse()

    request = rf.get("/", secure=True)
    request.session = {}
    (cookie,) = MessageMiddleware(view)(request).cookies.values()
    assert (cookie.key, cookie["path"], cookie["secure"]) == ("__Host-messages", "/", True)


@pytest.mark.usefixtures("deployed")
def test_browsers_come_back_over_https_for_a_year(client: Client) -> None:
    answer = client.get("/problems", secure=True)
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert client.get("/problems")["Location"] == "https://testserver/problems"


def test_cookies_have_plain_names_over_http(cast: Cast) -> None:
    client = Client()
    client.get("/sign-in", headers={"Host": "127.0.0.1"})
    client.post("/sign-in", {"person": "rosa"}, headers={"Host": "127.0.0.1"})
    assert client.cookies.keys() == {"sessionid", "csrftoken"}
    assert not any(cookie["secure"] for cookie in client.cookies.values())


def test_signing_in_makes_everything_anew(cast: Cast) -> None:
    client = Client()
    sign_in(client, "ana")
    before = {name: cookie.value for name, cookie in client.cookies.items()}
    sign_in(client, "rosa")
    after = {name: cookie.value for name, cookie in client.cookies.items()}
    assert before.keys() == after.keys() == {"sessionid", "csrftoken"}
    assert not set(before.values()) & set(after.values())
    assert not Session.objects.filter(session_key=before["sessionid"]).exists()


def test_a_session_that_somebody_planted_is_not_taken_over(cast: Cast) -> None:
    client = Client()
    planted = client.session
    planted["note"] = "planted"
    planted.save()
    client.cookies["sessionid"] = planted.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def aged(client: Client, **changes: int) -> None:
    session = client.session
    for name, seconds in changes.items():
        session[name] = int(time.time()) - seconds
    session.save()


def test_a_session_ends_however_busy(cast: Cast) -> None:
    client = Client()
    sign_in(client)
    aged(client, began=configured.SESSION_ABSOLUTE_AGE - 60, seen=10)
    assert client.get("/my/listings").status_code == 200
    aged(client, began=configured.SESSION_ABSOLUTE_AGE + 60, seen=10)
    answer = client.get("/my/listings")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/my/listings")
    assert Session.objects.count() == 0


def test_a_session_lives_on_while_it_is_used(cast: Cast) -> None:
    client = Client()
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert client.cookies["sessionid"]["max-age"] == configured.SESSION_COOKIE_AGE == 2 * 60 * 60
    aged(client, began=3600, seen=3600)
    Session.objects.update(expire_date=Session.objects.get().expire_date.replace(year=2999))
    client.cookies.clear()
    client.cookies["sessionid"] = key
    client.get("/my/listings")
    assert client.cookies["sessionid"]["max-age"] == configured.SESSION_COOKIE_AGE
    assert Session.objects.get(session_key=key).expire_date.year < 2999
    client.cookies.clear()
    client.cookies["sessionid"] = key
    client.get("/my/listings")
    assert client.cookies["sessionid"]["max-age"] == "", "it was noted a moment ago"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " /my/listings",
        "/\tmy",
        "/my\r\nSet-Cookie: a=b",
        "my/listings",
        "http:///evil.example",
        "",
    ],
)
def test_sign_in_leads_to_own_pages_only(cast: Cast, wanted: str) -> None:
    assert sign_in(Client(), next=wanted)["Location"] == "/"


@pytest.mark.parametrize("wanted", ["/my/listings", "/pets?species=dog&size=large", "/admin/"])
def test_sign_in_leads_back(cast: Cast, wanted: str) -> None:
    assert sign_in(Client(), next=wanted)["Location"] == wanted


def test_the_admins_door_leads_to_everybodys(cast: Cast) -> None:
    answer = Client().get("/admin/accounts/user/?q=x")
    assert answer["Location"].startswith("/admin/login/?next=/admin/accounts/user/")
    answer = Client().get("/admin/login/?next=https://evil.example/", follow=True)
    assert 'action="https://evil' not in answer.content.decode()
    assert cast.browser("sam").post("/admin/logout/")["Location"] == "/"


def test_nobody_is_believed_about_where_a_request_came_from(cast: Cast, settings: Any) -> None:
    forwarded = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Port": "444",
    }
    answer = cast.client().get("/api/v1/pets?limit=1", headers=forwarded)
    assert "evil.example" not in answer.content.decode()
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/pets", headers=forwarded)
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/pets")


def test_production_names_the_origins_of_its_own_buckets(
    production: ModuleType, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form that boto3 signs goes where the policy lets forms go."""
    from apps.media import uploads
    from apps.media.models import MediaFile

    settings.AWS_QUARANTINE_BUCKET_NAME = production.AWS_QUARANTINE_BUCKET_NAME
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)  # it keeps the keys of its first use
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    strict = production.CONTENT_SECURITY_POLICIES["strict"]
    for region in ("ap-southeast-2", "us-east-1"):
        monkeypatch.setenv("AWS_DEFAULT_REGION", region)
        uploads._client.cache_clear()
        address = uploads.S3Target().policy(MediaFile(key="uploads/x"))["url"].rstrip("/")
        assert address in strict["form-action"]
        assert address in strict["connect-src"]
    uploads._client.cache_clear()
    assert strict["img-src"] == ["'self'", f"https://{os.environ['MEDIA_HOST']}"]
    assert strict["script-src"] == ["'self'", f"https://{os.environ['MEDIA_HOST']}/static/"]
