"""Every answer carries the security headers, whoever asks, whatever comes of it."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings

from hearth.config.content_policy import policies
from hearth.kernel.edge.headers import HEADERS, SecurityHeaders, under
from tests.cast import Cast

pytestmark = pytest.mark.django_db

API = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def policy_of(answer: Any) -> dict[str, str]:
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: values for name, _, values in (part.partition(" ") for part in parts)}


def is_covered(answer: Any) -> bool:
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    found = policy_of(answer)
    assert (found["default-src"], found["base-uri"], found["frame-ancestors"]) == ("'none'",) * 3
    return True


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/pets", 200),
        ("/pets?cursor=nonsense", 400),
        ("/nowhere", 404),
        ("/my/listings", 302),
        ("/favicon.ico", 302),
        ("/admin", 302),
        ("/admin/", 302),
        ("/media/nothing.webp", 404),
        ("/api/docs", 200),
        ("/api/schema", 200),
        ("/api/v1/pets", 200),
        ("/api/v1/users/me", 401),
        ("/api/v1/nowhere", 404),
        ("/api/v1/pets?unknown=1", 400),
    ],
)
def test_covers_every_kind_of_answer(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert is_covered(answer)


@override_settings(WHITENOISE_USE_FINDERS=True)
def test_covers_static_files(client: Client) -> None:
    for path, status in (("/static/css/base.css", 200), ("/static/nothing.css", 404)):
        answer = client.get(path)
        assert (answer.status_code, is_covered(answer)) == (status, True)
        answer.close()


def test_covers_public_files_that_other_sites_may_show(client: Client) -> None:
    default_storage.save("photos/headers.webp", ContentFile(b"RIFF"))
    answer = client.get("/media/photos/headers.webp")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.getvalue() == b"RIFF"
    answer.close()


def test_covers_a_host_that_is_not_ours(client: Client) -> None:
    for path in ("/", "/api/v1/pets"):
        answer = client.get(path, headers={"Host": "evil.example"})
        assert answer.status_code == 400
        assert is_covered(answer)
        assert "evil.example" not in answer.content.decode()


def test_covers_a_form_without_its_token(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/sign-out")
    assert (answer.status_code, is_covered(answer)) == (403, True)


def test_covers_a_crash(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("hearth.kernel.pages.site.HomePage.get", crash)
    client.raise_request_exception = False
    answer = client.get("/")
    assert (answer.status_code, is_covered(answer)) == (500, True)


@override_settings(SECURE_SSL_REDIRECT=True)
def test_covers_the_redirect_to_https(client: Client) -> None:
    answer = client.get("/pets")
    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/pets")
    assert is_covered(answer)


def test_api_answers_are_no_pages(client: Client) -> None:
    for path in ("/api/v1/pets", "/api/v1/users/me", "/api/v1/nowhere", "/api/nowhere", "/api/schema"):
        assert sorted(policy_of(client.get(path)).items()) == sorted(
            (name, value) for name, _, value in (part.partition(" ") for part in API.split("; "))
        )


def test_pages_run_nothing_inline(client: Client, cast: Cast) -> None:
    pages = [client.get(path) for path in ("/", "/pets", "/sign-in", "/nowhere", "/problems", "/styleguide")]
    pages += [cast.browser("rosa").get("/my/listings")]
    pages += [cast.browser("mona").get("/admin/moderation/reviewitem/desk/")]
    for page in pages:
        found = policy_of(page)
        assert "unsafe" not in page["Content-Security-Policy"]
        assert (found["script-src"], found["style-src"], found["object-src"]) == (
            "'self'",
            "'self'",
            "'none'",
        )
        words = page.content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", words)
        for attributes in re.findall(r"<script([^>]*)>", words):
            assert 'src="' in attributes or 'type="application/json"' in attributes


def test_only_the_themed_admin_is_looser(cast: Cast) -> None:
    sam = cast.browser("sam")
    themed = policy_of(sam.get("/admin/"))
    assert themed["script-src"] == "'self' 'unsafe-eval'"
    assert themed["style-src"] == "'self' 'unsafe-inline'"
    for path in ("/admin/moderation/reviewitem/desk/", "/admin/nowhere/"):
        assert "unsafe" not in sam.get(path)["Content-Security-Policy"]
    refused = cast.browser("mona").get("/admin/accounts/user/")
    assert (refused.status_code, "unsafe" in refused["Content-Security-Policy"]) == (403, False)


def test_other_origins_are_named_where_they_are_needed() -> None:
    found = policies(
        media=["https://media.example"],
        static=["https://media.example/static/"],
        uploads=["https://up.example"],
    )
    strict = found["strict"]
    assert strict["img-src"] == ["'self'", "https://media.example"]
    assert strict["script-src"] == ["'self'", "https://media.example/static/"]
    assert strict["form-action"] == strict["connect-src"] == ["'self'", "https://up.example"]
    assert "https://up.example" not in str(found["api"])


def test_a_view_keeps_what_it_set_itself() -> None:
    request = RequestFactory().get("/")

    @under("explorer")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    answer = SecurityHeaders(view)(request)
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert policy_of(answer)["img-src"] == "'self' data:"


def test_frames_are_refused_by_djangos_own_setting_too() -> None:
    assert settings.X_FRAME_OPTIONS == "DENY"
