"""A club with 50,000 rides answers like one with 500: the same queries, few more pages, indexes in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.rides.models import Participation, Ride
from hearth.kernel.admin.base import COUNTED_TO
from hearth.local.bench.asking import Asking
from hearth.local.bench.rows import insert
from tests.cast import Cast
from tests.local.test_big_lists import in_vain, nodes
from tests.rides.riding import club

pytestmark = pytest.mark.usefixtures("fresh_database", "db")
FEW, MANY = 500, 50_000
PEOPLE, OF_ANA = 300, 40
TO_COME = 0.1
GROWS, LEAST_PAGES = 1.5, 300
"""What a list may look at, of what it looked at before, in pages; but thirty rows with all that is shown of
them may always be looked up one by one."""
MOST_IN_VAIN, MOST_SORTED = 600, 250
GROWING = {"rides_ride", "rides_participation"}
RIDE = "('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
PLACE = "('00000000-0000-7000-8000-' || lpad(to_hex(n * 64 + k), 12, '0'))::uuid"
"""Ids in the order of time, as ours are."""
CLUB = "/api/v1/clubs/harbour-wheelers/rides"
LISTS = (
    ("", CLUB),
    ("ana", CLUB),
    ("olga", CLUB),
    ("ana", f"{CLUB}?limit=100"),
    ("ana", f"{CLUB}?state=completed"),
    ("ana", f"{CLUB}?state=cancelled"),
    ("ana", f"{CLUB}?kind=social"),
    ("ana", f"{CLUB}?kind=training&difficulty=hard"),
    ("ana", f"{CLUB}?after=2020-01-01T00:00Z"),
    ("ana", f"{CLUB}?before=2100-01-01T00:00Z&ordering=-starts_at"),
    ("", "/api/v1/rides"),
    ("", "/api/v1/rides?kind=social"),
    ("", "/api/v1/rides?club=harbour-wheelers"),
    ("", "/rides"),
    ("ana", "/rides"),
    ("ana", "/clubs/harbour-wheelers"),
    ("sam", "/admin/rides/ride/"),
    ("sam", "/admin/rides/ride/?state__exact=draft"),
    ("sam", "/admin/rides/participation/"),
)
OWN = (
    ("ana", "/api/v1/users/me/rides"),
    ("ana", "/api/v1/users/me/rides?when=past"),
    ("ana", "/rides/mine"),
)
"""A person's own rides are few, and sorted: they are found by the person."""


class Readers(Asking):
    """The cast, and a stranger."""

    def __init__(self, cast: Cast) -> None:
        self.clients = {"": Client()} | {name: cast.browser(name) for name in ("ana", "olga", "sam")}


def addresses() -> list[tuple[str, str]]:
    first = _id(1)
    roster = f"/api/v1/rides/{first}/participations"
    return [*LISTS, *OWN, ("ana", roster), ("olga", roster), ("olga", f"/rides/{first}/roster")]


def fill(cast: Cast, first: int, last: int) -> None:
    """Write the rides with these numbers: most are over, with one rider each; those to come have three."""
    where = Organization.objects.get(slug="harbour-wheelers")
    writes = connection.connection
    writes.execute("SET LOCAL statement_timeout = 0")
    if first == 1:
        person = {
            "id": "md5('rider-' || n)::uuid",
            "cognito_sub": "'rider-' || n",
            "email": "'rider' || n || '@bench.example'",
            "display_name": "'Rider ' || n",
        }
        insert(writes, User, person, f"generate_series(1, {PEOPLE}) AS n")
    since = f"(n - {first + (last - first) * (1 - TO_COME):.0f})"
    coming = f"{since} > 0"
    mine = {"organization_id": f"'{where.pk}'::uuid"}
    ride = {
        **mine,
        "id": RIDE,
        "user_id": f"'{cast.lee.pk}'::uuid",
        "captain_id": f"'{cast.lee.pk}'::uuid",
        "title": "'Ride ' || n",
        "meeting_point": "'Fountain'",
        "kind": "(ARRAY['social', 'training', 'adventure'])[1 + n % 3]",
        "difficulty": "(ARRAY['easy', 'hard'])[1 + n / 7 % 2]",
        "audience": "(ARRAY['members', 'public'])[1 + n / 10 % 2]",
        "state": f"CASE WHEN {coming} THEN 'published' WHEN n % 10 = 5 THEN 'cancelled' ELSE 'completed' END",
        "starts_at": f"now() + {since} * interval '11 minutes'",
        "created_at": f"now() + {since} * interval '11 minutes' - interval '9 days'",
        "confirmed_count": "3",
    }
    insert(writes, Ride, ride, f"generate_series({first}, {last}) AS n")
    place = {
        **mine,
        "id": PLACE,
        "ride_id": RIDE,
        "status": "'confirmed'",
        "created_at": f"now() + {since} * interval '11 minutes' - interval '9 days'",
        "queued_at": "now() - interval '9 days'",
    }
    rider = f"md5('rider-' || 1 + (n * 7 + k) % {PEOPLE})::uuid"
    riders = f"generate_series(1, CASE WHEN {coming} THEN 3 ELSE 1 END) AS k"
    each = f"generate_series({first}, {last}) AS n, {riders}"
    insert(writes, Participation, {**place, "user_id": rider}, each)
    if first == 1:
        insert(
            writes,
            Participation,
            {**place, "user_id": rider},
            "generate_series(1, 1) AS n, generate_series(4, 20) AS k",
        )
        ana = {**place, "user_id": f"'{cast.ana.pk}'::uuid"}
        insert(writes, Participation, ana, f"generate_series(1, {OF_ANA}) AS n, generate_series(30, 30) AS k")
    # Looks at every row, not at some by chance: the plans are the same each time.
    writes.execute("SET LOCAL default_statistics_target = 1000")
    writes.execute("ANALYZE rides_ride, rides_participation, accounts_user")


def faults(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes that look through what grows, or throw away what they read."""
    for node in nodes(plan):
        if node.get("Relation Name") in GROWING and (
            (node["Node Type"] == "Seq Scan" and node["Actual Rows"] * node["Actual Loops"] > COUNTED_TO)
            or in_vain(node) > MOST_IN_VAIN
        ):
            yield node


@dataclass(frozen=True)
class Answer:
    """What an answer cost, and how each of its SELECTs that grows was read."""

    queries: int
    pages: int
    plans: list[tuple[str, dict[str, Any]]]


def answer(asking: Readers, name: str, path: str) -> Answer:
    queries = [query for query in asking.queries(name, path) if "SAVEPOINT" not in query]
    found = [(query, plan["Plan"]) for query in queries if (plan := asking.plan(query))]
    blocks = ("Shared Hit Blocks", "Shared Read Blocks")
    return Answer(len(queries), sum(plan[each] for _, plan in found for each in blocks), found)


def wrongs(small: Answer, big: Answer) -> Iterator[str]:
    """What is wrong with the answer of a big club beside that of a small one."""
    if big.queries > small.queries or big.pages > GROWS * max(small.pages, LEAST_PAGES):
        yield f"{small.queries} queries and {small.pages} pages became {big.queries} and {big.pages}"
    for query, plan in big.plans:
        if any(faults(plan)) or any(sorts(query, plan)):
            yield query


def sorts(query: str, plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Where rides were gathered before they were put in order."""
    for node in nodes(plan, of_each=False):
        if "Sort" in node["Node Type"] and node["Actual Rows"] > MOST_SORTED and "rides_ride" in query:
            yield node


def _id(number: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {RIDE} FROM generate_series(%s, %s) AS n", [number, number])
        return cursor.fetchone()[0]


def test_costs_what_a_small_club_costs(cast: Cast) -> None:
    cast.sam  # noqa: B018 - made when first mentioned
    club(cast)
    fill(cast, 1, FEW)
    asking = Readers(cast)
    asked = addresses()
    small = {each: answer(asking, *each) for each in asked}
    fill(cast, FEW + 1, MANY)
    found = {each: list(wrongs(small[each], answer(asking, *each))) for each in asked}
    assert not {each: words for each, words in found.items() if words}
    # Negative control: the same lists without the indexes that have their order.
    with connection.cursor() as cursor:
        for index in ("ride_coming", "ride_by_club", "ride_public"):
            cursor.execute(f"DROP INDEX {index}")
    for each in (("ana", CLUB), ("ana", f"{CLUB}?state=completed"), ("", "/api/v1/rides")):
        assert list(wrongs(small[each], answer(asking, *each))), each
