"""At 20,000 pets no list looks through a table, and the usual ones read an index in its order.

`make bench-growth` has the same lists at a million.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from apps.applications.models import Application, Question
from hearth.kernel.admin.base import COUNTED_TO
from hearth.kernel.api.hot import Given, statements
from hearth.local.bench import growers, growth, rehoming, rows
from hearth.local.bench.asking import Asking

pytestmark = pytest.mark.usefixtures("fresh_database", "db")
SMALL = ("accounts_user", "organizations_organization", "organizations_membership")
"""Tables that do not grow with the pets: 2,000 rows at most."""
MOST_IN_VAIN = 700
"""So many rows may be read and thrown away: what is looked for is among the next few hundred, or nowhere."""
IN_ORDER = re.compile(
    r"/api/v1/pets(\?limit=100|\?ordering=published_at|\?species=(dog|farm_animal)|\?region=region%201"
    r"|\?gender=unknown|\?status=on_hold|\?species=dog&cursor=.*|\?ordering=longest_waiting(&species=cat)?"
    r"|\?ordering=newest&good_with_cats=true|\?ordering=oldest&house_trained=false|\?special_needs=(true|false)"
    r"|\?published_(before|after)=2000-01-01|\?q=calm)?"
)
"""Lists of which no filter is rare: their first pages are beginnings of indexes."""
NARROWED = re.compile(r"/admin/.*(__exact|kind|handler|name|target_type|o)=|/items.*cursor=")
"""Lists for which it may be quicker here to read a table of 20,000 once than an index: there must be one."""
MANY_HAVE_IT = re.compile(r"/.q=(pet|house|file)")
"""The admin's searches for words that many rows have: they count those to a bound, wherever they are."""
FROM_THE_MIDDLE = re.compile(r"/api/v1/pets\?near=-35.33,146(&within_km=(1|500&limit=100))?(&cursor=.*)?")
"""Lists by distance: the index of positions is walked outwards."""


def fill(pets: int, *, photos: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    rows.fill(connection.connection, pets, photos=photos)


def nodes(plan: dict[str, Any], *, of_each: bool = True) -> Iterator[dict[str, Any]]:
    """A plan's nodes; unless `of_each`, without those of what is looked up for every row by itself."""
    yield plan
    for below in plan.get("Plans", []):
        if of_each or below["Parent Relationship"] != "SubPlan":
            yield from nodes(below, of_each=of_each)


def in_vain(node: dict[str, Any]) -> float:
    """How many rows it read and threw away, in all its turns."""
    removed = sum(node.get(f"Rows Removed by {word}", 0) for word in ("Filter", "Index Recheck"))
    return float(removed * node["Actual Loops"])


def faults(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """A plan's nodes that look through a table: lists are read from indexes, and counted to a bound."""
    return [
        node
        for node in nodes(plan)
        if node.get("Relation Name") not in SMALL
        and (
            in_vain(node) > MOST_IN_VAIN
            or (node["Node Type"] == "Seq Scan" and node["Actual Rows"] * node["Actual Loops"] > COUNTED_TO)
        )
    ]


def plans(asking: Asking, name: str, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The SELECTs of an answer, each with its plan."""
    for query in asking.queries(name, path):
        if found := asking.plan(query):
            yield query, found["Plan"]


def test_no_list_looks_through_a_table() -> None:
    fill(20_000, photos=1)
    with connection.cursor() as cursor:
        # What a VACUUM does besides, and no test can.
        for name in ("pet_like", "pet_by_facts", "pet_by_colours", "media_like", "mail_like"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [name])
    asking, in_order = Asking(), 0
    for name, path in asking.addresses():
        if MANY_HAVE_IT.search(path):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL enable_seqscan = {'off' if NARROWED.search(path) else 'on'}")
        for query, plan in plans(asking, name, path):
            assert not faults(plan), (path, query)
            if FROM_THE_MIDDLE.fullmatch(path):
                walked = [node for node in nodes(plan) if node.get("Index Name") == "pet_near"]
                assert any("Order By" in node for node in walked), (path, query)
            if IN_ORDER.fullmatch(path):
                in_order += 1
                of_list = nodes(plan, of_each=False)
                assert not [node for node in of_list if "Sort" in node["Node Type"]], (path, query)
    assert in_order > 16


@pytest.mark.parametrize(
    ("index", "name", "path"),
    [
        ("pet_by_second_breed", "", "/api/v1/pets?breed=nothing"),
        ("pet_by_placement", "site_admin", "/admin/listings/pet/?placement__exact=deceased"),
        ("decision_newest_by_action", "site_admin", "/admin/moderation/decision/?action__exact=remove"),
        ("delivery_by_handler", "site_admin", "/admin/kernel/delivery/?handler=nobody"),
    ],
)
def test_would_notice_a_missing_index(index: str, name: str, path: str) -> None:
    """Negative control: the same without an index."""
    fill(2_000, photos=0)
    asking = Asking()
    assert not [query for query, plan in plans(asking, name, path) if faults(plan)]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {index}")
    assert [query for query, plan in plans(asking, name, path) if faults(plan)]


HOUSE = rows.identity("organization", "'9'")
"""The one that the member of `Asking` works for."""
OTHER = rows.identity("person", "(200 + n % 1700)")
ASKED = rows.identity("pet", "(1 + n % 400)")
MORE = (
    "generate_series(401, 5300) AS n "
    f"JOIN listings_pet AS pet ON pet.id = {ASKED} WHERE pet.user_id <> {OTHER}"
)


def test_a_rescue_with_many_applications_answers_like_one_with_few() -> None:
    """5,000 applications and questions beside 100; negative control: those turned down, unindexed."""
    fill(400, photos=0)
    with connection.cursor() as cursor:
        for table in ("listings_pet", "applications_application", "applications_question"):
            cursor.execute(f"UPDATE {table} SET organization_id = {HOUSE}")
    asking = Asking()
    written = re.compile("/(applications|questions)")
    asked = [path for name, path in asking.addresses() if name == "member" and written.search(path)]
    few = {path: cost(asking, path) for path in asked}
    theirs = {"user_id": OTHER, "organization_id": HOUSE}
    rows.insert(connection.connection, Application, {**rehoming.APPLICATIONS, **theirs}, MORE)
    rows.insert(connection.connection, Question, {**rehoming.QUESTIONS, **theirs}, MORE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE applications_application, applications_question")
    assert [path for path in asked if costs_more(asking, path, few[path])] == []
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX application_by_organization")
    turned_down = "/api/v1/organizations/house-9/applications?status=rejected"
    assert costs_more(asking, turned_down, few[turned_down])


def test_the_measure_fails_for_what_grew_without_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    known = next(iter(growers.KNOWN))

    def sizes(path: str, *pages: int) -> dict[int, dict[str, growth.Cost]]:
        return {
            size: {path: growth.Cost(1, cost, 1.0)} for size, cost in zip(growth.SIZES, pages, strict=True)
        }

    growth._show(sizes("/pets", 1000, 1400, 1500))
    growth._show(sizes(known, 1000, 1400, 1600))
    assert growers.KNOWN[known] in capsys.readouterr().out
    for pages in ((1000, 1400, 1501), (1600, 1000, 1501)):
        with pytest.raises(SystemExit, match="nobody knows why"):
            growth._show(sizes("/pets", *pages))


def cost(asking: Asking, path: str) -> tuple[int, int]:
    """How many queries an answer takes, and at how many pages they look."""
    queries = asking.queries("member", path)
    return len(queries), sum(map(asking.pages, queries))


def costs_more(asking: Asking, path: str, before: tuple[int, int]) -> bool:
    queries, pages = cost(asking, path)
    most = growers.MOST * max(before[1], growers.FEW)
    looks_through = any(faults(plan) for _, plan in plans(asking, "member", path))
    return queries != before[0] or pages > most or looks_through


@pytest.mark.parametrize("is_opaque", [True, False])
def test_a_deep_page_keeps_its_plan(is_opaque: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: values that PostgreSQL may look at, for which it plans every page anew."""
    fill(2_000, photos=0)
    if not is_opaque:
        monkeypatch.setattr(Given, "as_sql", lambda given, *_: ("%s", [given]))
    monkeypatch.setattr(statements, "kept", {})
    monkeypatch.setattr(connection.connection, "prepare_threshold", 0)
    asking = Asking()
    path = f"/api/v1/pets?species=dog&cursor={asking.cursor_of_pets('?species=dog')}"
    for _ in range(8):
        assert asking.clients[""].get(path).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans FROM pg_prepared_statements WHERE statement LIKE '%published_at\" <= %'"
        )
        assert [plans > 0 for (plans,) in cursor.fetchall()] == [is_opaque]
