"""`ordering=`: each list goes both ways, and a cursor belongs to the order that it came from."""

import pytest

from tests import factories
from tests.api.stage import is_problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LIST = "/api/v1/organizations"


def names(cast: Cast, **query: str) -> list[str]:
    return [row["name"] for row in cast.client().get(LIST, query).json()["results"]]


@pytest.fixture
def rescues(cast: Cast) -> None:
    for name in ("Marsh Tails", "Anchor Paws", "Zebra Gate"):
        factories.organization(name, founder=cast.rosa)


@pytest.mark.usefixtures("rescues")
def test_goes_both_ways(cast: Cast) -> None:
    assert names(cast) == ["Zebra Gate", "Anchor Paws", "Marsh Tails"]
    assert names(cast, ordering="-created_at") == names(cast)
    assert names(cast, ordering="created_at") == names(cast)[::-1]
    assert names(cast, ordering="name") == ["Anchor Paws", "Marsh Tails", "Zebra Gate"]
    assert names(cast, ordering="-name") == ["Zebra Gate", "Marsh Tails", "Anchor Paws"]


@pytest.mark.usefixtures("rescues")
def test_pages_follow_the_order(cast: Cast) -> None:
    client = cast.client()
    first = client.get(LIST, {"ordering": "name", "limit": 2}).json()
    second = client.get(first["next"]).json()
    assert [row["name"] for row in second["results"]] == ["Zebra Gate"]
    assert client.get(second["previous"]).json()["results"] == first["results"]
    elsewhere = first["next"].replace("ordering=name", "ordering=-name")
    assert is_problem(client.get(elsewhere), 400)


def test_refuses_an_order_that_it_does_not_have(cast: Cast) -> None:
    for wrong in ("", "newest", "email", "-", "name,-created_at", "\x00"):
        answer = cast.client().get(LIST, {"ordering": wrong})
        assert is_problem(answer, 400)
        assert "-created_at" in answer.json()["known"]
