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
    assert f'value="{pet.birth_date.isoformat()}"' in page


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
