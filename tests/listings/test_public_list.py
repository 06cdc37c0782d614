"""The public list costs the same at any length, and reads an index."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curation.services import place
from apps.listings.models import Pet
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def queries_of(cast: Cast, address: str, name: str = "") -> int:
    client = cast.client(name)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200
    assert answer.json()["results"]
    return len(seen)


def test_takes_the_same_queries_at_5_and_100_rows(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    for _ in range(5):
        factories.pet(cast.rosa, organization=harbour)
    few = queries_of(cast, "/api/v1/pets?limit=100")
    for _ in range(95):
        factories.pet(cast.petra)
    many = queries_of(cast, "/api/v1/pets?limit=100")
    assert few == many == 1
    assert queries_of(cast, "/api/v1/pets?limit=100", "ana") == 2


def test_filters(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    today = timezone.localdate()
    factories.pet(
        cast.petra,
        name="Dog",
        sex="female",
        size="small",
        breed="Kelpie",
        birth_date=today - timedelta(days=60),
    )
    factories.pet(
        cast.rosa,
        name="Cat",
        species="cat",
        organization=harbour,
        region="River Flats",
        sex="male",
        size="large",
    )
    factories.pet(cast.petra, name="Held", placement="on_hold")
    factories.pet(cast.petra, name="Hidden", moderation="pending")

    def names(query: str) -> set[str]:
        answer = cast.client().get(f"/api/v1/pets?{query}")
        assert answer.status_code == 200, answer.json()
        return {row["name"] for row in answer.json()["results"]}

    assert names("") == {"Dog", "Cat"}
    assert names("species=cat") == names("organization=harbour-paws") == {"Cat"}
    assert names(f"organization={harbour.pk}") == names("region=river flats") == {"Cat"}
    assert names("species=cat&species=dog") == {"Dog", "Cat"}
    assert names("gender=female") == names("size=small") == names("breed=kelpie") == {"Dog"}
    assert names("age_group=baby") == {"Dog"}
    assert names("age_group=senior") == set()
    assert names("status=on_hold") == {"Held"}
    assert names("status=on_hold&status=approved") == {"Dog", "Cat", "Held"}


def test_pages_by_breed_hold_each_pet_once_whichever_breed_it_is(cast: Cast) -> None:
    """Both breeds are read apart, each in the list's order, and put together."""
    now = timezone.now()
    for number in range(30):
        breeds = [("Kelpie", ""), ("Lop", "kelpie"), ("Kelpie", "Kelpie")][number % 3]
        factories.pet(
            cast.petra,
            name=f"Pet {number:02}",
            breed=breeds[0],
            secondary_breed=breeds[1],
            published_at=now - timedelta(hours=number),
        )
    factories.pet(cast.petra, name="Pet of another breed", breed="Lop")
    browser, address, seen = cast.browser(), "/pets?breed=KELPIE", []
    while address:
        page = browser.get(address)
        seen.append([pet.name for pet in page.context["page"]["items"]])
        address = page.context["page"]["next_url"] and f"/pets{page.context['page']['next_url']}"
    assert [len(names) for names in seen] == [24, 6]
    assert [*seen[0], *seen[1]] == [f"Pet {number:02}" for number in range(30)]
    back = browser.get(f"/pets{page.context['page']['previous_url']}")
    assert [pet.name for pet in back.context["page"]["items"]] == seen[0]


def test_featured_are_in_range_still_public_and_in_their_order(cast: Cast) -> None:
    now, mona = timezone.now(), cast.subject("mona")
    pets = [factories.pet(cast.petra, name=name) for name in ("Second", "First", "Later", "Gone")]
    for pet, position, starts in zip(pets, (2, 1, 3, 4), (-1, -1, 1, -1), strict=True):
        place(pet, by=mona, kind="pet", position=position, starts=now + timedelta(hours=starts))
    Pet.objects.filter(name="Gone").update(moderation="withdrawn")
    answer = cast.client().get("/api/v1/pets/featured").json()
    assert [row["name"] for row in answer["results"]] == ["First", "Second"]


def test_own_list_takes_the_same_queries_at_any_length(cast: Cast) -> None:
    for moderation in ("draft", "pending"):
        factories.pet(cast.petra, moderation=moderation)
    few = queries_of(cast, "/api/v1/users/me/pets", "petra")
    for _ in range(12):
        factories.pet(cast.petra, moderation="rejected")
    assert few == queries_of(cast, "/api/v1/users/me/pets", "petra") == 5
