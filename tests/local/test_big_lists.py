"""At 20,000 pets no list looks through a table, and the usual ones read an index in its order.

`make bench-growth` has the same lists at a million.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from hearth.kernel.admin.base import COUNTED_TO
from hearth.local.bench import rows
from hearth.local.bench.asking import Asking

pytestmark = pytest.mark.django_db
BIG = {"listings_pet", "listings_petphoto", "media_mediafile"}
IN_ORDER = re.compile(
    r"/api/v1/pets(\?limit=100|\?ordering=published_at|\?species=(dog|farm_animal)|\?region=region%201"
    r"|\?gender=unknown|\?status=on_hold|\?species=dog&cursor=.*)?"
)
"""Lists of which no filter is rare: their first pages are beginnings of indexes."""


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def looks_through(node: dict[str, Any]) -> bool:
    """A count that ends by itself may begin anywhere."""
    seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0)
    return node["Node Type"] == "Seq Scan" and node["Relation Name"] in BIG and seen > COUNTED_TO


def test_no_list_looks_through_a_table() -> None:
    """Except the admin's search for parts of words, of which `docs/performance.md` says so."""
    rows.fill(connection.connection, 20_000, photos=1)
    asking, in_order = Asking(), 0
    for name, path in asking.addresses():
        if "/?q=" in path:
            continue
        for query in asking.ask(name, path)[0]:
            found = asking.plan(query)
            if not found:
                continue
            plan = list(nodes(found["Plan"]))
            assert not [node for node in plan if looks_through(node)], (path, query)
            if IN_ORDER.fullmatch(path):
                in_order += 1
                assert not [node for node in plan if "Sort" in node["Node Type"]], (path, query)
    assert in_order > 8


def test_would_notice_a_missing_index() -> None:
    """Negative control: the same without the index of breeds."""
    rows.fill(connection.connection, 2_000, photos=0)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX pet_by_breed")
    asking = Asking()
    (query,) = asking.ask("", "/api/v1/pets?breed=nothing")[0]
    assert "Seq Scan" in {node["Node Type"] for node in nodes(asking.plan(query)["Plan"])}
