"""Writes cost no more queries than they did, and their answer is what is read afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.listings.models import DESCRIPTION_AT_LEAST
from apps.moderation.models import ReviewItem
from apps.organizations.services import invite
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

Asked = tuple[str, str, Any, dict[str, str]]
"""Who sends, where to, what, and with which headers."""


def create(cast: Cast) -> Asked:
    body = {
        "name": "Biscuit",
        "species": "dog",
        "birth_date": "2023-05-01",
        "description": "a" * DESCRIPTION_AT_LEAST,
        "suburb": "Wattle Cove",
        "region": "Saltwater Bay",
        "adoption_fee": "5",
        "images": [str(factories.photo(cast.petra).pk) for _ in range(3)],
    }
    return "petra", "pets", body, {}


def decide(cast: Cast) -> Asked:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=rescue, moderation="pending")
    return "mona", f"pets/{pet.pk}/approve", None, {"If-Match": f'"{pet.version}-"'}


def claim(cast: Cast) -> Asked:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=rescue, moderation="pending")
    return "mona", f"review/items/{ReviewItem.objects.get(target_id=pet.pk).pk}/claim", None, {}


def claim_a_report(cast: Cast) -> Asked:
    pet = factories.pet(cast.petra)
    about = {"kind": "pet", "target": str(pet.pk), "reason": "scam"}
    assert cast.client("ana").post("/api/v1/reports", about).status_code == 201
    return "mona", f"review/items/{ReviewItem.objects.get(kind='report').pk}/claim", None, {}


def accept(cast: Cast) -> Asked:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    invitation = invite(rescue, by=cast.subject("rosa"), role="member", email=str(cast.ana.email))
    return "ana", f"invitations/{invitation.pk}/accept", None, {}


def join(cast: Cast) -> Asked:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    return "ana", f"organizations/{rescue.pk}/memberships", {"message": "Hello"}, {}


@pytest.mark.parametrize(
    ("asked", "most"),
    [(create, 18), (decide, 16), (claim, 10), (claim_a_report, 14), (accept, 12), (join, 8)],
)
def test_a_write_costs_few_queries_and_answers_what_is_stored(
    cast: Cast, asked: Callable[[Cast], Asked], most: int
) -> None:
    name, path, body, headers = asked(cast)
    client = cast.client(name)
    with CaptureQueriesContext(connection) as queries:
        answer = client.post(f"/api/v1/{path}", body, format="json", headers=headers)
    assert answer.status_code in (200, 201), answer.content
    found = [query["sql"] for query in queries.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(found) <= most, "\n".join(found)
    place = answer.headers.get("Location", f"/api/v1/{path.rpartition('/')[0]}")
    again = client.get(place)
    assert (again.json(), again.headers["ETag"]) == (answer.json(), answer.headers["ETag"])
