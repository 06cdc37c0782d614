"""Cursors, filters, limits and ids that no list or route gave out: 400 or 404, never anything else."""

import base64
import json
import re
from typing import Any
from urllib.parse import quote

import pytest

from tests import factories
from tests.api.calls import collected
from tests.api.doors import at_every
from tests.api.routes import ROUTES
from tests.api.stage import Stage, is_problem, row_counts
from tests.shares import shares, some

pytestmark = pytest.mark.django_db

LISTS: dict[str, set[str]] = collected("FILTERS")
"""Every list with its documented filters."""

ID, NOW = "7c0a1d52-6f0e-4a39-9a53-1d4f0b7be0ff", "2026-01-01 00:00:00+00:00"
WORDS = [
    *(
        "x",
        "é",
        "%00",
        "%FF",
        "%",
        "=",
        "====",
        "null",
        "bnVsbA",
        "../..",
        "a b",
        "x" * 10_000,
        "-1",
        "1",
        "🐕",
    ),
]
ORDER = "-published_at -id"
FORGED: list[Any] = [
    *(None, 1, "n", [], {}, ["n"], ["n", ORDER], ["n", ORDER, NOW], ["n", ORDER, NOW, ID, ID]),
    *(["x", ORDER, NOW, ID], [["n"], ORDER, NOW, ID], ["n", [ORDER], NOW, ID], ["n", ORDER, [NOW], [ID]]),
    *(["n", ORDER, 1, 2], ["n", ORDER, None, None], ["n", ORDER, NOW, "x"], ["n", ORDER, "x", ID]),
    *(["n", ORDER, "2026-01-01", ID], ["n", ORDER, "2026-01-01 00:00", ID], ["n", ORDER, "infinity", ID]),
    *(["n", ORDER, "9999-99-99 00:00+00:00", ID], ["n", ORDER, NOW, "\x00"], ["n", ORDER, "\x00", ID]),
    *(["n", ORDER, "x" * 1000, ID], ["n", ORDER, NOW, "f" * 33], {"n": 1, "o": 2}, ["p", "-id", NOW, ID]),
    *(["n", "-published_at", NOW, ID], ["n", "", NOW, ID], ["n", ORDER, "99999999999-01-01 00:00+00:00", ID]),
    *(["n", ORDER, "\ud800", ID], ["n", ORDER, NOW, "\udfff"]),
]
EDGES = ["0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59.999999-14:00", "0001-01-01 00:00:00+00:00"]
"""The first and last moments there are: they may be forged, and then find everything or nothing."""


def ask(stage: Stage, route: str, query: str) -> Any:
    return stage.cast.client(stage.call(route).who).get(f"{stage.url(route)}?{query}")


def cursor(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


NO_LIMITS = ("0", "101", "-1", "x", "", "1.5", "1e1", "%00", "99999999999", "%EF%BC%91", "%20", "+1", "0x10")
WHOLE = {"GET pets/featured", "GET rides/{id}/emergency-contacts"}
"""Lists that come in one piece."""


def test_knows_every_list(stage: Stage) -> None:
    answers = {name: stage.send(name) for name in ROUTES if name.startswith("GET ")}
    documents = {name: answer.json() for name, answer in answers.items() if "json" in answer["Content-Type"]}
    files = {
        *("GET jobs/{id}/result", "GET applications/{id}/files/{key}", "GET attachments/{id}/file"),
        *("GET rides/{id}/route/download", "GET routes/{parent}/versions/{number}/download"),
        "GET clubs/{parent}/calendar.ics",
    }
    assert answers.keys() - documents.keys() == files
    assert {name for name in documents if "results" in documents[name]} == {*LISTS, *WHOLE}


@shares(10)
@at_every(LISTS)
def test_refuses_cursors_it_did_not_give(stage: Stage, route: str, share: int) -> None:
    deep = base64.urlsafe_b64encode(b"[" * 100_000).decode()
    for word in some([*WORDS, *map(cursor, FORGED), deep, cursor(FORGED[9])[:-3]], route, share):
        answer = ask(stage, route, f"cursor={quote(word, safe='%')}")
        assert is_problem(answer, 400), word[:200]
        assert answer.json()["code"] == "bad_query"


def test_refuses_half_a_surrogate_in_an_order_by_words(stage: Stage) -> None:
    forged = cursor(["n", "name id", "\ud800", ID])
    answer = stage.cast.client().get(f"/api/v1/organizations?ordering=name&cursor={forged}")
    assert is_problem(answer, 400)


def test_refuses_more_parameters_than_anybody_needs(stage: Stage) -> None:
    query = "&".join(["species=dog"] * 1500)
    for address in ("/api/v1/pets", "/api/v1/organizations"):
        assert is_problem(stage.cast.client().get(f"{address}?{query}"), 400)


def test_takes_edges_of_time_for_what_they_are(stage: Stage) -> None:
    for moment in EDGES:
        for direction in ("n", "p"):
            for order, route in ((ORDER, "GET pets"), ("-created_at -id", "GET users/me/pets")):
                answer = ask(stage, route, f"cursor={cursor([direction, order, moment, ID])}")
                assert answer.status_code == 200 or is_problem(answer, 400), (moment, direction)


def test_refuses_the_cursor_of_another_order(stage: Stage) -> None:
    factories.pet(stage.cast.petra, name="Another")
    factories.organization("Second Chance Farm", founder=stage.cast.milo)
    given = {}
    for route in ("GET pets", "GET users/me/pets", "GET review/items", "GET organizations"):
        given[route] = str(ask(stage, route, "limit=1").json()["next"]).partition("cursor=")[2]
        assert given[route], route
    assert is_problem(ask(stage, "GET users/me/pets", f"cursor={given['GET pets']}"), 400)
    assert is_problem(ask(stage, "GET pets", f"cursor={given['GET users/me/pets']}"), 400)
    assert is_problem(ask(stage, "GET pets", f"cursor={given['GET review/items']}"), 400)
    assert ask(stage, "GET pets", f"cursor={given['GET pets']}").status_code == 200


@shares(3)
@at_every(LISTS)
def test_names_the_filters_that_there_are(stage: Stage, route: str, share: int) -> None:
    queries = ("teleport=1", "Limit=1", "species[]=dog", "species__in=dog", "user=1", "%00=1", "=1")
    for query in some(queries, route, share):
        answer = ask(stage, route, query)
        assert is_problem(answer, 400), query
        assert set(answer.json()["known"]) == LISTS[route] | {"cursor", "limit", "ordering"}
    flood = "&".join(f"x{number}=1" for number in range(500))
    assert len(ask(stage, route, flood).content) < 2000


@shares(4)
@at_every(LISTS)
def test_orders_only_as_it_offers(stage: Stage, route: str, share: int) -> None:
    for word in some(("x", "", "%00", "id", "user__email", "-", "?", "; DROP TABLE x"), route, share):
        refused = ask(stage, route, f"ordering={word}")
        assert is_problem(refused, 400), word
    names = refused.json()["known"]
    assert len(names) >= 2
    for name in names:
        both = (name, name.removeprefix("-") if name.startswith("-") else f"-{name}")
        if not set(both) <= set(names):  # a word for an order, which goes one way
            continue
        there, back = (ask(stage, route, f"ordering={word}&limit=100").json()["results"] for word in both)
        assert [row["id"] for row in there] == [row["id"] for row in back][::-1], name


@shares(3)
@at_every(LISTS)
def test_refuses_values_that_filters_do_not_know(stage: Stage, route: str, share: int) -> None:
    free_text = {"breed", "region", "organization", "kind", "q", "name", "colour", "club"}
    for name in sorted(LISTS[route]):
        door = f"{route}?{name}"
        for value in some(("%00", "a%00b", "x" * 200), door, share):
            assert is_problem(ask(stage, route, f"{name}={value}"), 400), f"{name}={value}"
        for value in some(("unicorn", "%F0%9F%90%95", "%FF", "'; DROP TABLE x", "1", "null"), door, share):
            answer = ask(stage, route, f"{name}={value}")
            if name in free_text and answer.status_code == 200:
                assert answer.json()["results"] == []
            else:
                assert is_problem(answer, 400), f"{name}={value}"
                assert answer.json()["errors"][0]["parameter"] == name
    assert ask(stage, route, "&".join(f"{name}=" for name in LISTS[route])).status_code in (200, 400)


@shares(4)
@at_every(LISTS)
def test_refuses_limits_out_of_bounds(stage: Stage, route: str, share: int) -> None:
    for limit in some(NO_LIMITS, route, share):
        assert is_problem(ask(stage, route, f"limit={limit}"), 400), limit
    for limit in ("1", "100", "007"):
        assert ask(stage, route, f"limit={limit}").status_code == 200


def test_featured_and_capabilities_take_no_queries_they_do_not_know(stage: Stage) -> None:
    for query in ("teleport=1", "species=dog", "%00=1"):
        assert is_problem(ask(stage, "GET pets/featured", query), 400), query
        assert is_problem(ask(stage, "GET users/me/capabilities", query), 400), query
    for value in ("", "x", "%00", ID[:-1], "x" * 10_000):
        assert is_problem(ask(stage, "GET users/me/capabilities", f"organization={value}"), 400), value


NO_IDS = [
    *(
        "x",
        "%00",
        "-" * 36,
        "f" * 36,
        "f" * 37,
        "0" * 36,
        f"{ID}%00",
        ID + "0",
        "%ff",
        "é",
        "..%2f..",
        "x" * 10_000,
    ),
    *(
        "00000000-0000-0000-0000-000000000000",
        ID,
        ID.upper(),
        f"%7B{ID}%7D",
        f"urn:uuid:{ID}",
        "none",
        "null",
        "1",
    ),
]


@shares(8)
@at_every([name for name, found in ROUTES.items() if "{" in found.path])
def test_finds_nothing_at_bad_ids(stage: Stage, route: str, share: int) -> None:
    before = row_counts()
    clients = [stage.cast.client("sam"), stage.cast.client()]
    for name in re.findall(r"\{(\w+)\}", ROUTES[route].path):
        for word in some(NO_IDS, route, share):
            url = stage.url(route, **{name: word})
            for client in clients:
                answer = client.generic(ROUTES[route].method, url, b"{}", content_type="application/json")
                # Words that are no id may be addresses of their own: /pets/featured is one.
                assert is_problem(answer, 404, *((401,) if client is clients[1] else ())), (name, word)
    assert row_counts() == before
