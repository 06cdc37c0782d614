"""Pages follow each other without a gap or a double, there and back, also where directions change."""

from itertools import pairwise

import pytest

from apps.organizations.models import Organization
from hearth.kernel.keyset import Keyset
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ORDERS = [
    Keyset("-id"),
    Keyset("region", "id"),
    Keyset("-region", "-name", "-id"),
    Keyset("-region", "name", "id"),
    Keyset("region", "-name", "id"),
    Keyset("region", "name", "-id"),
]


@pytest.fixture(autouse=True)
def _houses(cast: Cast) -> None:
    for number in range(11):
        factories.organization(
            f"House {number % 4}", founder=cast.rosa, slug=f"house-{number}", region=f"Region {number % 3}"
        )


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: " ".join(order.fields))
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_make_up_the_list(order: Keyset, limit: int) -> None:
    rows = Organization.objects.all()
    expected = list(rows.order_by(*order.fields))
    found: list[Organization] = []
    pages = [order.page(rows, limit=limit)]
    while (cursor := pages[-1].next_cursor) is not None:
        pages.append(order.page(rows, limit=limit, cursor=cursor))
    for page in pages:
        found += page.items
    assert found == expected
    assert len(pages) == -(-len(expected) // limit)
    for earlier, page in pairwise(pages):
        back = order.page(rows, limit=limit, cursor=page.previous_cursor)
        assert list(back.items) == list(earlier.items)
