"""Animals, types and organisations in that API's words."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.utils import timezone

from apps.listings.models import Pet
from tests import factories
from tests.cast import Cast
from tests.petfinder.conftest import BASE, Reads, numbered

pytestmark = pytest.mark.django_db


def test_writes_an_animal_in_the_known_shape(cast: Cast, reads: Reads) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa, phone="5550 0100", suburb="Gull Bay")
    pet = factories.pet(
        cast.rosa,
        organization=harbour,
        name="Biscuit",
        breed="Beagle",
        secondary_breed="Whippet",
        mixed=True,
        sex="male",
        size="extra_large",
        coat="short",
        colours="tan, white and black",
        birth_date=timezone.localdate() - timedelta(days=3 * 365),
        desexed="true",
        good_with_cats="false",
        good_with_dogs="true",
        good_with_children="unknown",
        suburb="Gull Bay",
        region="Harbour Bay",
    )
    [number] = numbered(pet)
    found = reads.get(f"animals/{number}")["animal"]
    assert found["id"] == number
    assert found["url"].endswith(f"/pets/{pet.pk}")
    expected: dict[str, Any] = {
        "organization_id": "harbour-paws",
        "type": "Dog",
        "species": "Dog",
        "breeds": {"primary": "Beagle", "secondary": "Whippet", "mixed": True, "unknown": False},
        "colors": {"primary": "Tan", "secondary": "White", "tertiary": "Black"},
        "age": "Adult",
        "gender": "Male",
        "size": "Extra Large",
        "coat": "Short",
        "environment": {"children": None, "dogs": True, "cats": False},
        "name": "Biscuit",
        "status": "adoptable",
        "distance": None,
        "tags": [],
        "videos": [],
    }
    assert {name: found[name] for name in expected} == expected
    assert found["attributes"]["spayed_neutered"] is True
    assert found["attributes"]["declawed"] is None
    assert found["contact"] == {
        "email": "hello@rescue.example",
        "phone": "5550 0100",
        "address": {
            "address1": None,
            "address2": None,
            "city": "Gull Bay",
            "state": "Harbour Bay",
            "postcode": None,
            "country": "AU",
        },
    }
    assert found["_links"] == {
        "self": {"href": f"/v2/animals/{number}"},
        "type": {"href": "/v2/types/dog"},
        "organization": {"href": "/v2/organizations/harbour-paws"},
    }
    assert set(found["photos"][0]) == {"small", "medium", "large", "full"}
    assert found["photos"][0]["full"].startswith("http://testserver/")
    assert set(found["primary_photo_cropped"]) == {"small", "medium", "large", "full"}


def test_shows_what_strangers_see_and_nothing_else(cast: Cast, reads: Reads) -> None:
    shown = factories.pet(cast.petra, name="Shown")
    hidden = [
        factories.pet(cast.petra, name=state, moderation=state)
        for state in ("draft", "pending", "rejected", "removed", "withdrawn")
    ]
    closed = factories.organization("Closed", founder=cast.milo, status="suspended")
    hidden.append(factories.pet(cast.milo, organization=closed, name="Closed"))
    held = factories.pet(cast.petra, name="Held", placement="on_hold")
    Pet.objects.filter(published_at=None).update(published_at=timezone.now())
    numbers = dict(zip([shown, held, *hidden], numbered(shown, held, *hidden), strict=True))
    assert reads.names() == ["Shown"]
    for pet in hidden:
        reads.get(f"animals/{numbers[pet]}", 404)
    reads.get(f"animals/{numbers[held]}")
    found = reads.get(f"animals/{numbers[shown]}")["animal"]
    assert found["organization_id"] == "private-owners"
    assert found["contact"]["email"] is None
    assert str(cast.petra.email) not in str(found)
    assert cast.petra.display_name not in str(found)
    assert reads.get("organizations/private-owners")["organization"]["name"] == "Private owners"
    assert reads.names(organization="private-owners") == ["Shown"]
    for word in ("0", "-1", "x", "9" * 30, "%00", "1e3", "٣"):
        reads.get(f"animals/{word}", 404)


def test_filters_as_that_api_does(cast: Cast, reads: Reads) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    born = timezone.localdate() - timedelta(days=60)
    beagle = factories.pet(cast.rosa, organization=harbour, name="Beagle", breed="Beagle", birth_date=born)
    cat = factories.pet(cast.petra, name="Cat", species="cat", breed="Siamese", size="small", coat="long")
    snake = factories.pet(cast.petra, name="Snake", species="reptile", house_trained="false")
    numbered(beagle, cat, snake)
    for params, names in [
        ({"type": "Dog"}, ["Beagle"]),
        ({"type": "scales-fins-other"}, ["Snake"]),
        ({"type": "Scales, Fins & Other"}, ["Snake"]),
        ({"type": "horse"}, []),
        ({"breed": "siamese,beagle"}, ["Cat", "Beagle"]),
        ({"breed": "poodle"}, []),
        ({"size": "SMALL,xlarge", "type": "cat"}, ["Cat"]),
        ({"age": "baby"}, ["Beagle"]),
        ({"coat": "long"}, ["Cat"]),
        ({"house_trained": "0"}, ["Snake"]),
        ({"declawed": "true"}, []),
        ({"declawed": "false", "type": "cat"}, ["Cat"]),
        ({"organization": "HARBOUR-PAWS"}, ["Beagle"]),
        ({"organization": "harbour-paws,private-owners", "sort": "-recent"}, ["Beagle", "Cat", "Snake"]),
        ({"name": "sna"}, ["Snake"]),
        ({"status": "adopted"}, []),
        ({"status": "found"}, []),
        ({"after": "2999-01-01"}, []),
        ({"before": "2999-01-01T00:00:00+10:00"}, ["Snake", "Cat", "Beagle"]),
        ({"nonsense": "ignored", "type": "dog"}, ["Beagle"]),
        ({"type": ""}, ["Snake", "Cat", "Beagle"]),
        ({"size[]": "small", "type": "cat"}, ["Cat"]),
    ]:
        assert reads.names(**params) == names, params
    assert sorted(reads.names(sort="random")) == ["Beagle", "Cat", "Snake"]


@pytest.mark.parametrize(
    ("params", "path"),
    [
        ({"type": "unicorn"}, "type"),
        ({"size": "huge"}, "size"),
        ({"age": "teen"}, "age"),
        ({"gender": "x"}, "gender"),
        ({"status": "sold"}, "status"),
        ({"sort": "price"}, "sort"),
        ({"limit": "101"}, "limit"),
        ({"limit": "0"}, "limit"),
        ({"limit": "٣"}, "limit"),
        ({"page": "-1"}, "page"),
        ({"page": "9" * 40}, "page"),
        ({"before": "yesterday"}, "before"),
        ({"after": "2026-13-45"}, "after"),
        ({"house_trained": "perhaps"}, "house_trained"),
        ({"distance": "10"}, "location"),
        ({"sort": "distance"}, "location"),
        ({"distance": "501", "location": "-33.8,151.2"}, "distance"),
        ({"limit": "0000000019999"}, "limit"),
        ({"page": "000000001" + "9" * 5000}, "page"),
        ({"location": "-99,151.2"}, "location"),
        ({"location": "Nowhere at all"}, "location"),
        ({"name": "a\x00b"}, "name"),
        ({"breed": "\x00", "no\x00ise": "\x00"}, "breed"),
    ],
)
def test_names_what_is_wrong(reads: Reads, params: dict[str, str], path: str) -> None:
    answer = reads.get("animals", 400, **params)
    assert [each["path"] for each in answer["invalid-params"]] == [path]
    assert answer["title"] == "Invalid Request"


@pytest.mark.parametrize("value", ["\x00", "\ud800", "'", "a" * 5000, "[]", "%", "🐕", "{}", "-0", "1,2,3"])
def test_breaks_for_no_value(reads: Reads, value: str) -> None:
    names = (
        *("type", "breed", "size", "gender", "age", "color", "coat", "status", "name", "organization"),
        *("good_with_cats", "location", "distance", "before", "after", "sort", "page", "limit"),
    )
    for name in names:
        answer = reads.api.get(f"{BASE}/animals", {name: value.encode("utf-8", "surrogatepass")})
        assert answer.status_code in (200, 400), name
    for path in ("animals", "types", "organizations"):
        word = quote(value.encode("utf-8", "surrogatepass"), safe="")
        assert reads.api.get(f"{BASE}/{path}/{word}").status_code == 404


def test_pages_by_number_with_totals(cast: Cast, reads: Reads) -> None:
    pets = [factories.pet(cast.petra, name=f"Pet {number}") for number in range(5)]
    numbered(*pets)
    first = reads.get("animals/", limit=2, type="dog")
    assert [each["name"] for each in first["animals"]] == ["Pet 4", "Pet 3"]
    assert first["pagination"] == {
        "count_per_page": 2,
        "total_count": 5,
        "current_page": 1,
        "total_pages": 3,
        "_links": {"next": {"href": "/v2/animals?limit=2&type=dog&page=2"}},
    }
    last = reads.get("animals", limit=2, page=3)
    assert [each["name"] for each in last["animals"]] == ["Pet 0"]
    assert set(last["pagination"]["_links"]) == {"previous"}
    beyond = reads.get("animals", limit=2, page=400)
    assert (beyond["animals"], beyond["pagination"]["total_pages"]) == ([], 3)


def test_asks_the_same_number_of_queries_for_any_page(
    cast: Cast, reads: Reads, django_assert_num_queries: Any
) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    numbered(*(factories.pet(cast.rosa, organization=harbour, name=f"P{number}") for number in range(12)))
    for limit in (2, 12):
        with django_assert_num_queries(5):  # the client, its limit, count, page, photos
            reads.get("animals", limit=limit)


def test_lists_types_and_their_breeds(cast: Cast, reads: Reads) -> None:
    for breed in ("Whippet", "Beagle", "Beagle", ""):
        factories.pet(cast.petra, breed=breed)
    factories.pet(cast.petra, breed="Hidden", moderation="pending")
    closed = factories.organization("Closed", founder=cast.milo, status="suspended")
    factories.pet(cast.milo, organization=closed, breed="Collie")
    factories.pet(cast.petra, breed="Dingo", placement="deceased")
    types = {each["name"]: each for each in reads.get("types")["types"]}
    assert types["Dog"]["_links"]["breeds"] == {"href": "/v2/types/dog/breeds"}
    assert types["Dog"]["coats"] == ["Hairless", "Short", "Medium", "Long", "Wire", "Curly"]
    assert reads.get("types/small-furry/")["type"] == types["Small & Furry"]
    breeds = reads.get("types/dog/breeds")["breeds"]
    assert [each["name"] for each in breeds] == ["Beagle", "Whippet"]
    assert breeds[0]["_links"]["type"] == {"href": "/v2/types/dog"}
    assert reads.get("types/horse/breeds") == {"breeds": []}
    reads.get("types/unicorn", 404)
    reads.get("types/unicorn/breeds", 404)


def test_lists_organizations(cast: Cast, reads: Reads) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa, region="Harbour Bay", address="1 Pier Road")
    factories.organization("Second Chance Farm", founder=cast.milo, region="Green Hills")
    factories.organization("Hopeful", founder=cast.ana, status="pending")
    found = reads.get("organizations")
    assert [each["id"] for each in found["organizations"]] == ["harbour-paws", "second-chance-farm"]
    assert found["pagination"]["total_count"] == 2
    one = reads.get("organizations/HARBOUR-PAWS")["organization"]
    assert one == found["organizations"][0]
    assert one["_links"]["animals"] == {"href": "/v2/animals?organization=harbour-paws"}
    assert "Pier Road" not in str(one)
    assert [each["id"] for each in reads.get("organizations", state="green hills")["organizations"]] == [
        "second-chance-farm"
    ]
    assert reads.get("organizations", query="chance", sort="-name")["pagination"]["total_count"] == 1
    reads.get("organizations/hopeful", 404)


def test_drops_no_filter_that_holds_nul(cast: Cast, reads: Reads) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa)
    answer = reads.get("organizations", 400, name="\x00")
    assert [each["path"] for each in answer["invalid-params"]] == ["name"]
    assert len(reads.get("organizations", unknown="\x00")["organizations"]) == 1


def test_measures_distances_in_miles(cast: Cast, reads: Reads) -> None:
    near: dict[str, Any] = {"latitude": "-33.87", "longitude": "151.21"}
    far: dict[str, Any] = {"latitude": "-33.87", "longitude": "152.21"}
    here = factories.organization("Here", founder=cast.rosa, **near)
    there = factories.organization("There", founder=cast.milo, **far)
    numbered(
        factories.pet(cast.rosa, organization=here, name="Near", **near),
        factories.pet(cast.milo, organization=there, name="Far", **far),
        factories.pet(cast.petra, name="Nowhere"),
    )
    found = reads.get("animals", location="-33.87, 151.21", sort="distance")["animals"]
    assert [(each["name"], each["distance"]) for each in found] == [("Near", 0.6), ("Far", 57.2)]
    assert reads.names(location="-33.87,151.21", sort="-distance") == ["Far", "Near"]
    assert reads.names(location="-33.87,151.21", distance="10") == ["Near"]
    rescues = reads.get("organizations", location="-33.87,152.21", sort="distance")["organizations"]
    assert [(each["id"], each["distance"]) for each in rescues] == [("there", 0.6), ("here", 57.2)]
    one = reads.get("organizations", location="-33.87,152.21", distance="20")
    assert one["pagination"]["total_count"] == 1
    assert reads.get("organizations", 400, location="Nowhere")["invalid-params"][0]["path"] == "location"


def test_knows_nothing_else(reads: Reads) -> None:
    for path in ("", "animals/1/2", "videos", "oauth2"):
        for method in ("get", "post", "delete"):
            answer = getattr(reads.api, method)(f"{BASE}/{path}")
            assert answer.status_code in (404, 405), (method, path)
    assert reads.api.post(f"{BASE}/animals").status_code == 405
    assert reads.api.get(f"{BASE}/oauth2/token").status_code == 405


def test_numbers_pets_when_they_are_published(cast: Cast) -> None:
    from apps.petfinder.handlers import number_what_is_published
    from hearth.kernel.events import record

    pet = factories.pet(cast.petra, birth_date=date(2024, 1, 1))
    event = record("pet.approved", pet, by=cast.subject("mona"), from_state="pending", to_state="approved")
    number_what_is_published(event)
    first = Pet.objects.get(pk=pet.pk).animal_number.number
    number_what_is_published(event)
    assert Pet.objects.get(pk=pet.pk).animal_number.number == first
