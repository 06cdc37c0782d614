"""At 20,000 pets no list looks through a table, and the usual ones read an index in its order.

`make bench-growth` has the same lists at a million.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from apps.moderation.desk.counts import COUNTED_TO as WAITING_COUNTED_TO
from hearth.kernel.admin.base import COUNTED_TO
from hearth.kernel.api.hot import Given, statements
from hearth.local.bench import rows
from hearth.local.bench.asking import Asking

pytestmark = pytest.mark.django_db
BIG = {
    **dict.fromkeys(
        ("listings_pet", "listings_petphoto", "media_mediafile", "notifications_mail"), COUNTED_TO
    ),
    "moderation_reviewitem": WAITING_COUNTED_TO + 1,
}
"""The tables, and how far in them a count may look before it ends by itself."""
IN_ORDER = re.compile(
    r"/api/v1/pets(\?limit=100|\?ordering=published_at|\?species=(dog|farm_animal)|\?region=region%201"
    r"|\?gender=unknown|\?status=on_hold|\?species=dog&cursor=.*|\?ordering=longest_waiting(&species=cat)?"
    r"|\?ordering=newest&good_with_cats=true|\?ordering=oldest&house_trained=false|\?special_needs=(true|false)"
    r"|\?published_(before|after)=2000-01-01|\?q=calm)?"
)
"""Lists of which no filter is rare: their first pages are beginnings of indexes."""
OF_FEW = re.compile(r"moderation__exact|/items.*cursor=")
"""Lists of 3,000 rows here, for which it is quicker to read a table once than an index: there must be one."""
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


def looks_through(node: dict[str, Any]) -> bool:
    seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return node["Node Type"] == "Seq Scan" and seen > BIG.get(node["Relation Name"], seen)


def test_no_list_looks_through_a_table() -> None:
    """Except the admin's searches for words that many rows have, which count them to a bound."""
    fill(20_000, photos=1)
    with connection.cursor() as cursor:
        # What a VACUUM does besides, and no test can.
        for name in ("pet_like", "pet_by_facts", "pet_by_colours", "media_like", "mail_like"):
            cursor.execute("SELECT gin_clean_pending_list(%s)", [name])
    asking, in_order = Asking(), 0
    for name, path in asking.addresses():
        if re.search("/.q=(pet|house|file)", path):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL enable_seqscan = {'off' if OF_FEW.search(path) else 'on'}")
        for query in asking.ask(name, path)[0]:
            found = asking.plan(query)
            if not found:
                continue
            plan = list(nodes(found["Plan"]))
            assert not [node for node in plan if looks_through(node)], (path, query)
            if FROM_THE_MIDDLE.fullmatch(path):
                walked = [node for node in plan if node.get("Index Name") == "pet_near"]
                assert any("Order By" in node for node in walked), (path, query)
            if IN_ORDER.fullmatch(path):
                in_order += 1
                of_list = nodes(found["Plan"], of_each=False)
                assert not [node for node in of_list if "Sort" in node["Node Type"]], (path, query)
    assert in_order > 16


def test_would_notice_a_missing_index() -> None:
    """Negative control: the same without the index of second breeds."""
    fill(2_000, photos=0)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX pet_by_second_breed")
    asking = Asking()
    (query,) = asking.ask("", "/api/v1/pets?breed=nothing")[0]
    assert max(node.get("Rows Removed by Filter", 0) for node in nodes(asking.plan(query)["Plan"])) > 1_000


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
