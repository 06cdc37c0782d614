"""A club with 20,000 rides answers as one with 500 does: the same queries, hardly more pages, from indexes in order.

`make soak` has 50,000.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.rides.models import Participation, Ride
from hearth.local.bench.asking import Asking
from hearth.local.bench.rows import insert
from tests.cast import Cast
from tests.local.test_big_lists import in_vain, nodes, plans
from tests.rides.riding import club

pytestmark = pytest.mark.django_db
FEW, MANY, OVERWHELMING = 500, 20_000, 50_000
PEOPLE, OF_ANA = 300, 40
TO_COME, STRANGERS = 0.1, 0.2
GROWS, LEAST_PAGES = 1.5, 60
"""What a list may look at, of what it looked at before; an index is a level higher, which few pages notice."""
MOST_IN_VAIN = 300
GROWING = {"rides_ride", "rides_participation"}
CLUB = "/api/v1/clubs/harbour-wheelers/rides"
TODAY = "2031-05-01T00:00Z"
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
    ("sam", "/admin/rides/ride/?state__exact=cancelled"),
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
    middle = Ride.objects.get(pk=_id(1))
    roster = f"/api/v1/rides/{middle.pk}/participations"
    return [*LISTS, *OWN, ("ana", roster), ("olga", roster), ("olga", f"/rides/{middle.pk}/roster")]


def fill(cast: Cast, first: int, last: int) -> None:
    """Write the rides with these numbers: most are over; each has three riders, and the first has twenty."""
    where = Organization.objects.get(slug="harbour-wheelers")
    writes = connection.connection
    if first == 1:
        person = {
            "id": "md5('rider-' || n)::uuid",
            "cognito_sub": "'rider-' || n",
            "email": "'rider' || n || '@bench.example'",
            "display_name": "'Rider ' || n",
        }
        insert(writes, User, person, f"generate_series(1, {PEOPLE}) AS n")
    coming = f"n % {round(1 / TO_COME)} = 1"
    mine = {"organization_id": f"'{where.pk}'::uuid"}
    ride = {
        **mine,
        "id": "md5('ride-' || n)::uuid",
        "user_id": f"'{cast.lee.pk}'::uuid",
        "captain_id": f"'{cast.lee.pk}'::uuid",
        "title": "'Ride ' || n",
        "meeting_point": "'Fountain'",
        "kind": "(ARRAY['social', 'training', 'adventure'])[1 + n % 3]",
        "difficulty": "(ARRAY['easy', 'hard'])[1 + n / 7 % 2]",
        "audience": "(ARRAY['members', 'public'])[1 + n / 10 % 2]",
        "state": f"CASE WHEN {coming} THEN 'published' WHEN n % 10 = 5 THEN 'cancelled' ELSE 'completed' END",
        "starts_at": f"now() + (CASE WHEN {coming} THEN 1 ELSE -1 END) * n * interval '11 minutes'",
        "created_at": "now() - n * interval '11 minutes'",
        "confirmed_count": "3",
    }
    insert(writes, Ride, ride, f"generate_series({first}, {last}) AS n")
    place = {
        **mine,
        "id": "md5('place-' || n || '-' || k)::uuid",
        "ride_id": "md5('ride-' || n)::uuid",
        "status": "'confirmed'",
        "created_at": "now() - n * interval '11 minutes'",
        "queued_at": "now() - n * interval '11 minutes'",
    }
    rider = f"md5('rider-' || 1 + (n * 7 + k) % {PEOPLE})::uuid"
    each = f"generate_series({first}, {last}) AS n, generate_series(1, 3) AS k"
    insert(writes, Participation, {**place, "user_id": rider}, each)
    if first == 1:
        insert(writes, Participation, {**place, "user_id": rider}, "generate_series(1, 1) AS n, generate_series(4, 20) AS k")
        ana = {**place, "user_id": f"'{cast.ana.pk}'::uuid"}
        insert(writes, Participation, ana, f"generate_series(1, {OF_ANA}) AS n, generate_series(30, 30) AS k")
    writes.execute("ANALYZE rides_ride, rides_participation, accounts_user")


def faults(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes that look through what grows, or throw away what they read."""
    for node in nodes(plan):
        if node.get("Relation Name") in GROWING and (
            node["Node Type"] == "Seq Scan" or in_vain(node) > MOST_IN_VAIN
        ):
            yield node


def costs(asking: Readers, name: str, path: str) -> tuple[int, int]:
    queries = [query for query in asking.queries(name, path) if "SAVEPOINT" not in query]
    return len(queries), sum(asking.pages(query) for query in queries)


def _id(number: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5('ride-' || %s)::uuid", [number])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "many", [MANY, pytest.param(OVERWHELMING, marks=pytest.mark.soak)], ids=["many", "overwhelming"]
)
def test_costs_what_a_small_club_costs(cast: Cast, many: int) -> None:
    cast.sam  # noqa: B018 - made when first mentioned
    club(cast)
    fill(cast, 1, FEW)
    asking = Readers(cast)
    few = {}
    for name, path in addresses():
        costs(asking, name, path)
        few[name, path] = costs(asking, name, path)
    fill(cast, FEW + 1, many)
    wrong = []
    for (name, path), (queries, pages) in few.items():
        now, looked_at = costs(asking, name, path)
        print(name, path, queries, now, pages, looked_at)
        if now != queries or looked_at > GROWS * max(pages, LEAST_PAGES):
            wrong.append((name, path, queries, now, pages, looked_at))
        for query, plan in plans(asking, name, path):
            for node in faults(plan):
                wrong.append((name, path, "FAULT", node["Node Type"], node.get("Relation Name"), in_vain(node), query[:3000]))
            if (name, path) in LISTS and "ORDER BY" in query and "rides_ride" in query and not path.startswith("/admin/rides/part"):
                of_list = nodes(plan, of_each=False)
                if sorts := [n for n in of_list if "Sort" in n["Node Type"] and n["Actual Rows"] > 100]:
                    wrong.append((name, path, "SORT", query[-300:]))
    for w in wrong: print("WRONG", *w)
    assert not wrong
