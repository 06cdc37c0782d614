"""Bodies, media types, methods and headers that nobody should send: clear problems, nothing half-written."""

import json
import re
from typing import Any

import pytest

from hearth.kernel.limits import Budget
from tests.api.doors import at_every
from tests.api.routes import BASE, READS, ROUTES, TAKES_BODY, WRITES
from tests.api.stage import Stage, is_problem, row_counts
from tests.api.writable import WRITABLE
from tests.matrices import undone
from tests.shares import shares, some

pytestmark = pytest.mark.django_db

LONG = "x" * 10_000
MEGABYTES = b'{"story": "' + b"x" * 10 * 1024 * 1024 + b'"}'
DEEP = 100_000
NOT_JSON = {
    "truncated": b'{"name": "Biscuit',
    "no object": b'["name"]',
    "a word": b"null",
    "a number": b"1",
    "a text": b'"name"',
    "two objects": b"{} {}",
    "a trailing comma": b'{"name": "Biscuit",}',
    "single quotes": b"{'name': 'Biscuit'}",
    "a form": b"name=Biscuit",
    "a page": b"<html></html>",
    "only space": b"   ",
    "a name twice": b'{"size": 1, "size": 2}',
    "NaN": b'{"size": NaN}',
    "Infinity": b'{"size": [-Infinity]}',
    "a float beyond floats": b'{"size": 1e999}',
    "a huge number": b'{"size": ' + b"9" * 5000 + b"}",
    "a number beyond 64 bits": b'{"size": 9223372036854775808}',
    "NUL in a text": b'{"name": "Bis\\u0000cuit"}',
    "NUL in a key": b'{"na\\u0000me": "Biscuit"}',
    "NUL deep within": b'{"images": [{"a": ["\\u0000"]}]}',
    "a raw NUL": b'{"name": "Bis\x00cuit"}',
    "half a surrogate pair": b'{"name": "\\ud83d"}',
    "half a pair in a key": b'{"\\udc00": 1}',
    "Latin-1": b'{"name": "Caf\xe9"}',
    "UTF-16": '{"name": "Biscuit"}'.encode("utf-16"),
    "UTF-8 with a mark": b"\xef\xbb\xbf{}",
    "deep lists": b'{"name": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "deep and cut off": b'{"a":' * DEEP,
}
OTHER_MEDIA_TYPES = (
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "text/html"),
    *("application/jsonx", "application/xml", "garbage", "", "é", "application/json, text/html"),
)
VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1.5, 2**62, "", " ", "x", "x" * 10_000, "\x07", "\u202e", "🐕" * 100),
    *([], {}, [None], [[]], [{}], {"a": 1}, ["x"], [1, "x", None], "9999-99-99", "0000-00-00", "-1e5"),
    *("NaN", "Infinity", "00000000-0000-0000-0000-000000000000", ["00000000-0000-0000-0000-000000000000"]),
]
OTHER_ANSWERS = ("text/html", "application/xml", "garbage", "image/*;q=1", "é", LONG)
HEADERS = ("é", LONG, '"', "W/", ",,,", '"1', "-1", '"99999999999999999999-x"', "\t")
NO_SESSIONS = ("x", LONG, r'"\000aaaaaaaaaa"', "é" * 20, '"')
WRONG_TYPES: list[Any] = [None, 2**62, "x" * 10_000, ["x"], {"a": 1}]


@pytest.fixture(autouse=True)
def _a_day_without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """More is sent here than anybody may in a day."""
    monkeypatch.setattr(Budget, "exceeded", False)


@shares(24)
@at_every(TAKES_BODY)
def test_refuses_what_is_not_json(stage: Stage, route: str, share: int) -> None:
    before = row_counts()
    for name, body in some(NOT_JSON.items(), route, share):
        answer = stage.send(route, body)
        assert is_problem(answer, 400), name
        assert len(answer.content) < 1000, name
    assert row_counts() == before


@at_every(TAKES_BODY)
def test_refuses_ten_megabytes(stage: Stage, route: str) -> None:
    before = row_counts()
    assert is_problem(stage.send(route, MEGABYTES), 413)
    assert row_counts() == before


@shares(16)
@at_every(TAKES_BODY)
def test_refuses_other_media_types(stage: Stage, route: str, share: int) -> None:
    before = row_counts()
    for kind in some(OTHER_MEDIA_TYPES, route, share):
        assert is_problem(stage.send(route, b"name=Biscuit", content_type=kind), 415), kind
    assert row_counts() == before


@shares(16)
@at_every(TAKES_BODY)
def test_names_the_field_of_a_wrong_value(stage: Stage, route: str, share: int) -> None:
    call, before = stage.call(route), row_counts()
    bodies = [dict.fromkeys(WRITABLE[route], value) for value in VALUES]
    bodies += [{name: value} for name in WRITABLE[route] for value in WRONG_TYPES]
    for body in some(bodies, route, share):
        with undone():
            answer = stage.send(route, call.body | body)
            if answer.status_code == call.code:
                continue
            assert is_problem(answer, 422), str(body)[:100]
            pointers = [error["pointer"] for error in json.loads(answer.content)["errors"]]
            assert {pointer.split("/")[1] for pointer in pointers} <= body.keys(), (body, pointers)
            assert pointers
            assert row_counts() == before, f"{str(body)[:100]} was half-written"


@shares(12)
@at_every(ROUTES)
def test_speaks_only_json(stage: Stage, route: str, share: int) -> None:
    before = row_counts()
    for kind in some(OTHER_ANSWERS, route, share):
        assert is_problem(stage.send(route, headers={"Accept": kind}), 406), kind
    assert row_counts() == before


@shares(4)
@at_every(sorted({route.path for route in ROUTES.values()}))
def test_refuses_other_methods(stage: Stage, path: str, share: int) -> None:
    served = {route.method: name for name, route in ROUTES.items() if route.path == path}
    url, before = stage.url(next(iter(served.values()))), row_counts()
    coffee = stage.cast.client("sam").generic("COFFEE", url, b"{}", content_type="application/json")
    assert is_problem(coffee, 405)
    assert set(served) <= set(coffee["Allow"].split(", "))
    # Of those that there are, test_walk sends every one as somebody who is signed in.
    others = sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "COFFEE"} - served.keys())
    for method in some(others, path, share):
        nobody = stage.cast.client().generic(method, url, b"{}", content_type="application/json")
        assert is_problem(nobody, 401, 405), method
    for who in some(("", "ana", "sam", "quinn"), path, share):
        for method in ("HEAD", "OPTIONS"):
            assert stage.cast.client(who).generic(method, url).status_code < 500, (method, who)
    assert row_counts() == before


NO_TOKENS = (
    *("", "é", "Bearer", "Bearer é", f"Bearer {LONG}", "Bearer a b", "Bearer a.b.c", "Basic YTpi", LONG),
)


HARMLESS = ("If-None-Match", "X-Request-Id", "Accept-Language", "Origin", "Referer", "X-CSRFToken")


@shares(12)
@at_every(ROUTES)
def test_survives_bad_headers(stage: Stage, route: str, share: int) -> None:
    call, before = stage.call(route), row_counts()
    for word in some(HEADERS, route, share):
        with undone():
            answer = stage.send(route, headers=dict.fromkeys(HARMLESS, word))
        assert answer.status_code == call.code, (word, answer.content)
        assert re.fullmatch(r"[\x21-\x7e]{8,64}", answer["X-Request-Id"]), word
        has_version = ROUTES[route].method not in READS and call.target is not None and call.code != 201
        if has_version and not word.startswith('"1'):
            assert is_problem(stage.send(route, headers={"If-Match": word}), 412), word
    assert row_counts() == before


@shares(16)
@at_every(WRITES)
def test_takes_no_rubbish_for_a_sign_in(stage: Stage, route: str, share: int) -> None:
    before, nobody = row_counts(), stage.cast.client()
    for word in some(NO_TOKENS, route, share):
        answer = stage.send(route, client=nobody, headers={"Authorization": word})
        assert is_problem(answer, 401), word
        assert answer["WWW-Authenticate"].startswith("Bearer")
    for cookie in some(NO_SESSIONS, route, share):
        answer = stage.send(route, client=nobody, headers={"Cookie": f"sessionid={cookie}"})
        assert is_problem(answer, 401), cookie
    assert row_counts() == before


@pytest.mark.parametrize(
    "path", ["", "nothing", "pets/", "pets/x/y/z", "%00", "%ff", "..%2f..", "é", "x" * 10_000]
)
def test_unknown_address_is_a_problem_too(stage: Stage, path: str) -> None:
    for method in ("GET", "POST"):
        assert is_problem(stage.cast.client("ana").generic(method, BASE + path), 404)


def test_refuses_a_host_that_is_not_ours(stage: Stage) -> None:
    for host in ("evil.example", "é", "a b", "testserver:x", "[::"):
        assert is_problem(stage.cast.client().get(f"{BASE}pets", headers={"Host": host}), 400), host


def test_session_cannot_smuggle_a_large_form(stage: Stage) -> None:
    browser = stage.cast.browser("petra")
    browser.handler.enforce_csrf_checks = True
    form = "application/x-www-form-urlencoded"
    answer = browser.post(f"{BASE}pets", b"a=" + MEGABYTES, content_type=form)
    assert is_problem(answer, 403, 413, 415)
