"""What an answer with a pet says of being featured, and the featured pets of an organisation's page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.curation.models import FeaturedPlacement
from apps.curation.services import end_placement, place
from apps.listings.models import Pet
from apps.organizations.models import Organization
from tests import factories
from tests.api.stage import is_problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PETS = "/api/v1/pets"
HOUR = timedelta(hours=1)


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def put(cast: Cast, pet: Pet, position: int = 1, **where: Any) -> FeaturedPlacement:
    starts = where.pop("starts", timezone.now() - HOUR)
    return place(pet, by=cast.subject("mona"), kind="pet", position=position, starts=starts, **where)


def featured_of(cast: Cast, pet: Pet) -> set[bool]:
    """What strangers, others and its people read, of the one and in lists."""
    found = {cast.client(who).get(f"{PETS}/{pet.pk}").json()["featured"] for who in ("", "ana", "rosa")}
    for who, address in (("", PETS), ("rosa", "/api/v1/users/me/pets")):
        rows = cast.client(who).get(address).json()["results"]
        found |= {row["featured"] for row in rows if row["id"] == str(pet.pk)}
    return found


def test_everybody_reads_whether_a_pet_is_featured(cast: Cast, harbour: Organization) -> None:
    home, own, later, over, other = (
        factories.pet(cast.rosa, organization=harbour, name=name)
        for name in ("Home", "Own", "Later", "Over", "Other")
    )
    put(cast, home)
    put(cast, own, organization=harbour)
    put(cast, later, 2, starts=timezone.now() + HOUR)
    put(cast, over, 3, starts=timezone.now() - HOUR, ends=timezone.now() - HOUR / 2)
    assert featured_of(cast, home) == featured_of(cast, own) == {True}
    assert featured_of(cast, later) == featured_of(cast, over) == featured_of(cast, other) == {False}
    listed = cast.client().get(f"{PETS}/featured").json()["results"]
    assert [(row["name"], row["featured"]) for row in listed] == [("Home", True)]


def test_what_is_no_more_public_is_not_featured(cast: Cast, harbour: Organization) -> None:
    pet = factories.pet(cast.rosa, organization=harbour)
    put(cast, pet)
    for facts in ({"moderation": "withdrawn"}, {"placement": "on_hold"}):
        Pet.objects.filter(pk=pet.pk).update(moderation="approved", placement="available")
        assert featured_of(cast, pet) == {True}
        Pet.objects.filter(pk=pet.pk).update(**facts)
        assert cast.client("rosa").get(f"{PETS}/{pet.pk}").json()["featured"] is False
    held = cast.client().get(f"{PETS}?status=on_hold").json()["results"]
    assert [row["featured"] for row in held] == [False]


def test_a_place_begins_and_ends_by_itself_and_the_tag_with_it(cast: Cast, harbour: Organization) -> None:
    pet = factories.pet(cast.rosa, organization=harbour)
    placed = put(cast, pet, starts=timezone.now() + HOUR)
    asked = [("", f"{PETS}/{pet.pk}"), ("rosa", f"{PETS}/{pet.pk}"), ("", PETS), ("rosa", PETS)]
    asked.append(("rosa", "/api/v1/users/me/pets"))
    for after_that in (-HOUR, HOUR):
        tags = [cast.client(who).get(address)["ETag"] for who, address in asked]
        for (who, address), tag in zip(asked, tags, strict=True):
            known = {"If-None-Match": tag}
            assert cast.client(who).get(address, headers=known).status_code == 304, (who, address)
        # Nobody wrote anything: the moment came.
        when = DateTimeTZRange(timezone.now() + after_that, timezone.now() + 2 * HOUR, "[)")
        FeaturedPlacement.objects.filter(pk=placed.pk).update(during=when)
        for (who, address), tag in zip(asked, tags, strict=True):
            known = {"If-None-Match": tag}
            assert cast.client(who).get(address, headers=known).status_code == 200, (who, address)


def test_featured_is_read_only(cast: Cast, harbour: Organization) -> None:
    pet = factories.pet(cast.rosa, organization=harbour)
    answer = cast.client("rosa").patch(f"{PETS}/{pet.pk}", {"featured": True, "story": "Came by boat."})
    assert (answer.status_code, answer.json()["featured"]) == (200, False)
    assert not FeaturedPlacement.objects.exists()


def test_the_featured_of_an_organisation_in_their_order(cast: Cast, harbour: Organization) -> None:
    address = f"{PETS}/featured?organization="
    second, first, home = (factories.pet(cast.rosa, organization=harbour, name=n) for n in ("B", "A", "C"))
    placed = put(cast, second, 2, organization=harbour)
    put(cast, first, 1, organization=harbour)
    put(cast, home)
    for word in (harbour.slug, harbour.pk):
        answer = cast.client().get(f"{address}{word}")
        assert [(row["name"], row["featured"]) for row in answer.json()["results"]] == [
            ("A", True),
            ("B", True),
        ]
    assert answer["Cache-Control"] == "public, s-maxage=30"
    known = {"If-None-Match": answer["ETag"]}
    assert cast.client().get(f"{address}{harbour.pk}", headers=known).status_code == 304
    end_placement(placed, by=cast.subject("mona"))
    assert cast.client().get(f"{address}{harbour.pk}", headers=known).status_code == 200
    for nobody in ("", "nowhere", "0" * 32):
        rows = cast.client().get(f"{address}{nobody}").json()["results"]
        assert [row["name"] for row in rows] == (["C"] if not nobody else []), nobody
    for wrong in ("%00", "x" * 91):
        assert is_problem(cast.client().get(f"{address}{wrong}"), 400), wrong
    Organization.objects.filter(pk=harbour.pk).update(status="suspended")
    assert cast.client().get(f"{address}{harbour.pk}").json()["results"] == []


def test_the_featured_cost_the_same_queries_at_any_number(cast: Cast, harbour: Organization) -> None:
    counted = []
    for positions in (range(1, 2), range(2, 9)):
        for position in positions:
            put(cast, factories.pet(cast.rosa, organization=harbour), position, organization=harbour)
        with CaptureQueriesContext(connection) as seen:
            rows = cast.client().get(f"{PETS}/featured?organization=harbour-paws").json()["results"]
        assert len(rows) == positions[-1]
        counted.append(len(seen))
    assert counted == [4, 4]


def test_the_page_of_a_rescue_says_which_are_featured(cast: Cast, harbour: Organization) -> None:
    own, _ = (factories.pet(cast.rosa, organization=harbour, name=name) for name in ("Own", "Other"))
    put(cast, own, organization=harbour)
    page = cast.browser().get(harbour.get_absolute_url())
    assert [pet.name for pet in page.context["pets"]] == ["Own", "Other"]
    content = page.content.decode()
    assert content.count("card__featured") == 1
    assert content.index("card__featured") < content.index("Other")
