"""The forms of one's own listings, as plain HTML."""

import pytest

from apps.listings.models import Pet
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_offers_the_rescues_one_lists_for(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.organization("Second Chance Farm", founder=cast.milo)
    page = cast.browser("rosa").get("/my/listings/new").content.decode()
    assert "Listed by" in page
    assert "Harbour Paws" in page
    assert "Second Chance Farm" not in page
    cast.browser("rosa").post(
        "/my/listings/new",
        {"name": "Pip", "species": "dog", "sex": "unknown", "organization": harbour.pk, **KNOWN},
    )
    assert Pet.objects.get(name="Pip").organization == harbour


def test_offers_no_choice_to_who_lists_for_nobody_else(cast: Cast) -> None:
    assert "Listed by" not in cast.browser("petra").get("/my/listings/new").content.decode()


def test_keeps_the_birth_date_in_a_form_that_browsers_read(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    page = cast.browser("petra").get(f"/my/listings/{pet.pk}/edit").content.decode()
    assert 'value="2023-05-01"' in page


@pytest.mark.parametrize(
    ("moderation", "offered"),
    [("draft", True), ("changes_requested", True), ("pending", False), ("approved", False)],
)
def test_offers_sending_only_where_it_is_possible(cast: Cast, moderation: str, offered: bool) -> None:
    pet = factories.pet(cast.petra, moderation=moderation)
    page = cast.browser("petra").get(f"/my/listings/{pet.pk}/photos").content.decode()
    assert ("Send for review" in page) is offered


def test_says_of_a_suspended_account_that_it_is(cast: Cast) -> None:
    answer = cast.browser("quinn").get("/my/listings")
    assert answer.status_code == 403
    assert "This account is suspended" in answer.content.decode()


KNOWN = dict.fromkeys(
    [
        *("good_with_children", "good_with_dogs", "good_with_cats", "house_trained"),
        *("desexed", "vaccinated", "wormed"),
    ],
    "unknown",
)


def details(pet: Pet, **changes: str) -> dict[str, str]:
    shown = {"name": pet.name, "species": pet.species, "sex": pet.sex, "birth_date": "2023-05-01"}
    known = ("good_with_children", "good_with_dogs", "good_with_cats", "house_trained")
    shown |= dict.fromkeys((*known, "desexed", "vaccinated", "wormed"), "unknown")
    return {**shown, "suburb": pet.suburb, "region": pet.region, "description": pet.description, **changes}


def test_form_of_an_older_version_overwrites_nothing(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", {"story": "Found under a jetty."})
    browser, address = cast.browser("petra"), f"/my/listings/{pet.pk}/edit"
    answer = browser.post(address, details(pet, version="1"))
    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert Pet.objects.get().story == "Found under a jetty."
    assert browser.post(address, details(pet, version="2", story="Mine.")).status_code == 302
    assert Pet.objects.get().story == "Mine."


def test_unknown_move_leaves_the_photos_alone(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    media = pet.photos.get().media_id
    browser = cast.browser("petra")
    assert browser.post(f"/my/listings/{pet.pk}/photos/{media}/bogus").status_code == 404
    assert pet.photos.count() == 1
    assert browser.post(f"/my/listings/{pet.pk}/photos/{media}/remove").status_code == 302
    assert pet.photos.count() == 0


def test_page_refuses_the_birth_dates_that_the_api_refuses(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    for day in ("1000-01-01", "2999-01-01"):
        answer = cast.browser("petra").post(f"/my/listings/{pet.pk}/edit", details(pet, birth_date=day))
        assert answer.status_code == 422
        api = cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", {"birth_date": day})
        assert api.json()["errors"][0]["pointer"] == "/birth_date"


def test_names_stand_on_one_line(cast: Cast) -> None:
    for name in ("Rex\rBcc: a@b.example", "Rex\u202e"):
        answer = cast.client("petra").post("/api/v1/pets", {"name": name, "species": "dog"})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")


def test_member_changes_a_listing_of_the_rescue_among_its_others(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet, _ = (factories.pet(cast.rosa, organization=harbour, name=name) for name in ("Bo", "Sister"))
    factories.pet(cast.rosa, name="Her own")
    page = cast.browser("remy").get(f"/my/listings/{pet.pk}/edit")
    assert page.status_code == 200
    assert "Sister" in page.content.decode()
    assert "Her own" not in page.content.decode()
