"""What a join and a page of rides cost, and that a page whose rows are the same is not sent again."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.rides import services
from tests.cast import Cast
from tests.rides.riding import acting, club, join, ride

pytestmark = pytest.mark.django_db


def cost(ask: Any) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    assert answer.status_code in (200, 201), answer.content
    return [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]


def test_a_join_costs_few_queries_and_answers_what_is_stored(cast: Cast) -> None:
    loop = ride(club(cast), cast.lee, audience="public", capacity=5)
    ana = cast.client("ana")
    asked = f"/api/v1/rides/{loop.pk}/participations"
    answers: list[Any] = []

    def send() -> Any:
        answers.append(ana.post(asked, {}))
        return answers[0]

    found = cost(send)
    assert len(found) <= 8, "\n".join(found)
    assert answers[0].json() == ana.get(answers[0]["Location"]).json()
    assert answers[0]["ETag"] == ana.get(answers[0]["Location"])["ETag"]


@pytest.mark.parametrize("who", ["", "ana", "lee", "olga", "sam"])
def test_a_page_costs_the_same_for_one_ride_and_for_many(cast: Cast, who: str) -> None:
    where = club(cast)
    addresses = ["rides", f"clubs/{where.slug}/rides", *(["users/me/rides"] if who else [])]
    client = cast.client(who)

    def add(number: int) -> None:
        groups = [{"name": "Quick", "leader": cast.lee}]
        made = ride(where, cast.lee, title=f"{number}", audience="public", capacity=9, pace_groups=groups)
        join(made, cast.ana)
        services.make_leader(join(made, cast.olga), by=acting(cast.lee))

    add(0)
    before = [len(cost(lambda path=path: client.get(f"/api/v1/{path}"))) for path in addresses]
    for number in range(1, 5):
        add(number)
    after = [len(cost(lambda path=path: client.get(f"/api/v1/{path}"))) for path in addresses]
    assert after == before
    assert max(after) <= 10


def test_a_roster_costs_the_same_for_two_and_for_many(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public")
    path = f"/api/v1/rides/{loop.pk}/participations"
    join(loop, cast.ana)
    costs: dict[str, list[int]] = {}
    for people in ([], [cast.olga, cast.milo, cast.petra]):
        for person in people:
            join(loop, person)
        for who in ("ana", "lee", "sam"):
            costs.setdefault(who, []).append(len(cost(lambda who=who: cast.client(who).get(path))))
    assert all(more <= one for one, more in costs.values()), costs


def test_tags_change_with_who_comes_and_with_who_reads(cast: Cast) -> None:
    where = club(cast)
    loop = ride(where, cast.lee, audience="public", capacity=3)
    address = f"/api/v1/rides/{loop.pk}"
    nobody, ana = cast.client(""), cast.client("ana")
    for path in (address, "/api/v1/rides"):
        tag = nobody.get(path)["ETag"]
        assert nobody.get(path, headers={"If-None-Match": tag}).status_code == 304
        assert ana.get(path)["ETag"] != tag
    tag, of_ana = nobody.get(address)["ETag"], ana.get(address)["ETag"]
    join(loop, cast.olga)
    assert nobody.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert ana.get(address, headers={"If-None-Match": of_ana}).status_code == 200


def test_what_was_read_can_be_put_back_and_changes_nothing(cast: Cast) -> None:
    where = club(cast)
    groups = [{"name": "Quick", "leader": cast.lee}]
    loop = ride(where, cast.lee, capacity=3, pace_groups=groups, latitude="-33.86", longitude="151.2")
    place = join(loop, cast.ana)
    for who, address in (("lee", f"rides/{loop.pk}"), ("lee", f"participations/{place.pk}")):
        client = cast.client(who)
        read = client.get(f"/api/v1/{address}")
        put = client.put(f"/api/v1/{address}", read.json())
        assert (put.status_code, put.json()) == (200, read.json())
        assert put["ETag"] == read["ETag"]
