"""Frontends on listed origins may call the API from a browser; nobody else's pages may read its answers."""

from typing import Any

import pytest
from django.test import Client

from apps.listings.api.views import PetViewSet
from hearth.kernel.problems import ServerError, TooManyRequests
from tests import factories
from tests.cast import Cast
from tests.config.test_settings import check

pytestmark = pytest.mark.django_db

FRONTEND = "http://localhost:3000"
OTHERS = [
    "https://evil.example",
    "null",
    "http://localhost:3001",
    "https://localhost:3000",
    "http://localhost:3000.evil.example",
    "http://evil.localhost:3000",
    "http://[broken",
]


def granted(answer: Any) -> set[str]:
    return {name.lower() for name in answer.headers if name.lower().startswith("access-control-")}


def preflight(client: Client, path: str, origin: str, method: str, *headers: str) -> Any:
    asked = {"Origin": origin, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = ", ".join(headers)
    return client.options(path, headers=asked)


@pytest.mark.parametrize("origin", [FRONTEND, "http://127.0.0.1:3000"])
def test_a_listed_origin_reads_answers(client: Client, origin: str) -> None:
    answer = client.get("/api/v1/pets", headers={"Origin": origin})
    assert answer["Access-Control-Allow-Origin"] == origin
    assert "Access-Control-Allow-Credentials" not in answer.headers
    exposed = set(answer["Access-Control-Expose-Headers"].split(", "))
    assert exposed >= {"ETag", "Location", "Retry-After", "X-Request-Id", "Idempotent-Replayed"}
    assert exposed >= {f"RateLimit-{word}" for word in ("Limit", "Remaining", "Reset", "Policy")}
    assert answer["Vary"] == "origin"
    assert answer["Cache-Control"] == "public, s-maxage=30"


def test_asks_before_a_patch_with_a_token(cast: Cast) -> None:
    client, path = Client(), f"/api/v1/pets/{factories.pet(cast.petra).pk}"
    wanted = ("authorization", "content-type", "if-match", "idempotency-key", "x-request-id", "if-none-match")
    answer = preflight(client, path, FRONTEND, "PATCH", *wanted)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Access-Control-Allow-Origin"] == FRONTEND
    assert "PATCH" in answer["Access-Control-Allow-Methods"].split(", ")
    assert set(wanted) == set(answer["Access-Control-Allow-Headers"].split(", "))
    assert answer["Access-Control-Max-Age"] == "86400"
    assert not answer.cookies
    changed = cast.client("petra").patch(
        path, {"story": "Found under a jetty."}, headers={"Origin": FRONTEND}
    )
    assert (changed.status_code, changed["Access-Control-Allow-Origin"]) == (200, FRONTEND)


def test_errors_can_be_read_too(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    origin, client = {"Origin": FRONTEND}, cast.client("ana")
    client.raise_request_exception = False
    answers = {
        401: cast.client().get("/api/v1/users/me", headers=origin),
        404: client.get("/api/v1/nowhere", headers=origin),
        405: client.delete("/api/v1/pets", headers=origin),
        415: client.generic("POST", "/api/v1/pets", b"x", content_type="text/plain", headers=origin),
        422: client.post("/api/v1/pets", {"colour": 1}, headers=origin),
    }
    for problem in (TooManyRequests(), ServerError()):
        with monkeypatch.context() as patch:
            patch.setattr(PetViewSet, "check_create", lambda view, p=problem: _raise(p))
            answers[problem.status] = client.post("/api/v1/pets", {}, headers=origin)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.handlers.base.BaseHandler.resolve_request", lambda *a: 1 / 0)
        answers[500] = client.get("/api/v1/pets", headers=origin)
    assert {status: answer.status_code for status, answer in answers.items()} == {
        each: each for each in answers
    }
    for answer in answers.values():
        assert answer["Access-Control-Allow-Origin"] == FRONTEND
        assert "Retry-After" in answer["Access-Control-Expose-Headers"]
        assert answer["Content-Type"] == "application/problem+json"


def _raise(problem: Exception) -> None:
    raise problem


@pytest.mark.parametrize("origin", OTHERS)
def test_no_other_origin_gets_anything(client: Client, origin: str) -> None:
    plain = client.get("/api/v1/pets")
    answer = client.get("/api/v1/pets", headers={"Origin": origin})
    assert (answer.status_code, granted(answer)) == (200, set())
    assert (answer["Vary"], answer.content) == (plain["Vary"], plain.content)
    assert granted(preflight(client, "/api/v1/pets", origin, "POST", "authorization")) == set()


def test_pages_are_for_no_other_origin(client: Client, cast: Cast) -> None:
    for path in ("/", "/pets", "/sign-in", "/admin/", "/local/uploads", "/nowhere", "/apiary"):
        answer = client.get(path, headers={"Origin": FRONTEND})
        assert granted(answer) == set(), path
        assert "origin" not in answer.get("Vary", "").lower()
        assert granted(preflight(client, path, FRONTEND, "POST", "content-type")) == set()


def test_options_without_an_origin_answers_as_before(client: Client) -> None:
    answer = client.options("/api/v1/pets")
    assert (answer.status_code, granted(answer)) == (405, set())
    assert answer["Content-Type"] == "application/problem+json"


def test_nothing_varies_by_origin_where_none_is_listed(client: Client, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS, settings.CORS_URLS_REGEX = [], r"(?!)"
    answer = client.get("/api/v1/pets", headers={"Origin": FRONTEND})
    assert granted(answer) == set()
    assert "Vary" not in answer.headers


@pytest.mark.parametrize(
    ("origins", "words"),
    [
        ("*", "not of the form"),
        ("https://*.example", "not of the form"),
        ("https://a.example/", "not of the form"),
        ("https://a.example/path", "not of the form"),
        ("a.example", "not of the form"),
        ("null", "not of the form"),
        ("https://user@a.example", "not of the form"),
        ("http://a.example", "must begin with https://"),
        ("https://a.example,http://b.example", "must begin with https://"),
    ],
)
def test_production_refuses_careless_origins(origins: str, words: str) -> None:
    answer = check(CORS_ALLOWED_ORIGINS=origins)
    assert answer.returncode != 0
    assert "CORS_ALLOWED_ORIGINS" in answer.stderr
    assert words in answer.stderr


def test_production_takes_named_ones() -> None:
    answer = check(CORS_ALLOWED_ORIGINS="https://app.hearth.example, https://admin.hearth.example:8443")
    assert "CORS_ALLOWED_ORIGINS" not in answer.stderr
