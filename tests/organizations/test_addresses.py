"""Where an organisation is found: its address may change, and the old one leads to it for ever."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.organizations.models import Address, Organization
from apps.organizations.services.addresses import MOST_NEW_ONES
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def move(cast: Cast, rescue: Organization, slug: object, who: str = "rosa") -> Any:
    return cast.client(who).post(f"/api/v1/organizations/{rescue.pk}/change_slug", {"slug": slug})


def test_changes_and_the_old_one_leads_there(cast: Cast, rescue: Organization) -> None:
    assert move(cast, rescue, "harbour-tails").json()["slug"] == "harbour-tails"
    assert move(cast, rescue, "tails").status_code == 200
    for old in ("harbour-paws", "harbour-tails"):
        moved = cast.client().get(f"/api/v1/organizations/{old}")
        assert (moved.status_code, moved["Location"]) == (301, "http://testserver/api/v1/organizations/tails")
        page = cast.browser().get(f"/rescues/{old}")
        assert (page.status_code, page["Location"]) == (301, "/rescues/tails")
    assert cast.client().get("/api/v1/organizations/tails").json()["id"] == str(rescue.pk)
    actions = cast.client().get("/api/v1/organizations/harbour-paws/actions?x=1")
    assert actions["Location"] == "http://testserver/api/v1/organizations/tails/actions?x=1"


def test_old_one_goes_on_naming_it_where_nothing_can_be_followed(cast: Cast, rescue: Organization) -> None:
    move(cast, rescue, "tails")
    pet = factories.pet(cast.rosa, organization=rescue)
    (listed,) = cast.client().get("/api/v1/organizations/harbour-paws/pets").json()["results"]
    assert listed["id"] == str(pet.pk)
    answer = cast.client("rosa").patch("/api/v1/organizations/harbour-paws", {"phone": "5550 0100"})
    assert answer.json()["slug"] == "tails"


def test_old_one_of_what_is_hidden_tells_nothing(cast: Cast, rescue: Organization) -> None:
    move(cast, rescue, "tails")
    Organization.objects.update(status="suspended")
    assert cast.client().get("/api/v1/organizations/harbour-paws").status_code == 404
    assert cast.browser().get("/rescues/harbour-paws").status_code == 404
    assert cast.client("rosa").get("/api/v1/organizations/harbour-paws").status_code == 301


def test_another_may_not_take_an_old_one(cast: Cast, rescue: Organization) -> None:
    move(cast, rescue, "tails")
    farm = factories.organization("Second Chance Farm", founder=cast.milo)
    for taken in ("harbour-paws", "tails"):
        answer = move(cast, farm, taken, "milo")
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "taken")
    made = cast.client("milo").post("/api/v1/organizations", {"name": "Harbour Paws"})
    assert made.json()["slug"].startswith("harbour-paws-")
    assert move(cast, rescue, "harbour-paws").json()["slug"] == "harbour-paws"


@pytest.mark.parametrize(
    "slug",
    [
        *("", "ab", "New", "new", "settings", "two--hyphens", "-start", "end-", "under_score", "ümlaut"),
        *("a" * 81, "a b", "a\nb", "0190a0c47d1e7c6e8a521f0b6f1c2d3e", 7.5, None, ["list"], True),
    ],
)
def test_some_words_are_none(cast: Cast, rescue: Organization, slug: object) -> None:
    answer = move(cast, rescue, slug)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/slug")


def test_new_ones_are_few_in_a_month(cast: Cast, rescue: Organization) -> None:
    for number in range(MOST_NEW_ONES):
        assert move(cast, rescue, f"harbour-{number}").status_code == 200
    one_too_many = move(cast, rescue, "harbour-of-hope")
    assert one_too_many.status_code == 429
    assert 0 < int(one_too_many["Retry-After"]) <= 30 * 24 * 3600
    assert move(cast, rescue, "harbour-paws").status_code == 200, "its own old ones are no new ones"
    Address.objects.update(claimed_at=timezone.now() - timedelta(days=31))
    assert move(cast, rescue, "harbour-of-hope").status_code == 200


def test_database_claims_an_address_whoever_writes(cast: Cast, rescue: Organization) -> None:
    Organization.objects.filter(pk=rescue.pk).update(slug="harbour-tails")
    assert set(Address.objects.values_list("slug", flat=True)) == {"harbour-paws", "harbour-tails"}
    with pytest.raises(IntegrityError, match="had, the address"), transaction.atomic():
        factories.organization("Harbour Paws", founder=cast.milo)


def race(cast: Cast) -> list[int]:
    """Twelve organisations want one word at the same moment."""
    rescues = [factories.organization(f"Rescue {number}", founder=cast.rosa) for number in range(12)]
    cast.token("rosa")
    answers = together(*[partial(move, cast, rescue, "the-best") for rescue in rescues])
    return [getattr(answer, "status_code", 0) for answer in answers]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_one_at_once_one_gets_it(cast: Cast) -> None:
    codes = race(cast)
    assert sorted(codes) == [200, *[422] * 11]
    assert Organization.objects.filter(slug="the-best").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_databases_promise_old_ones_would_be_taken(cast: Cast, rescue: Organization) -> None:
    """The negative control: with the trigger off, another has the address the moment it is left."""
    switch = "ALTER TABLE organizations_organization {} TRIGGER organization_claims_address"
    with connection.cursor() as cursor:
        cursor.execute(switch.format("DISABLE"))
    try:
        Organization.objects.filter(pk=rescue.pk).update(slug="tails")
        assert factories.organization("Harbour Paws", founder=cast.milo).slug == "harbour-paws"
    finally:
        with connection.cursor() as cursor:
            cursor.execute(switch.format("ENABLE"))
