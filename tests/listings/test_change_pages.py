"""What owners see of a waiting change on their pages, and how they take it back or go on from it."""

import pytest

from apps.listings.models import Pet
from hearth.kernel.models import Revision
from tests import factories
from tests.cast import Cast
from tests.listings.test_change_decisions import decide
from tests.listings.test_changes import OTHER, at
from tests.listings.test_own_pages import details

pytestmark = pytest.mark.django_db


@pytest.fixture
def pet(cast: Cast) -> Pet:
    return factories.pet(cast.petra, name="Biscuit")


def test_form_lets_a_new_description_wait_and_the_page_says_so(cast: Cast, pet: Pet) -> None:
    petra, form = cast.browser("petra"), f"/my/listings/{pet.pk}/edit"
    sent = petra.post(form, details(pet, version="1", description=OTHER, story="Found."), follow=True)
    assert "waits for them" in sent.content.decode()
    assert (Pet.objects.get().story, Pet.objects.get().description) == ("Found.", pet.description)
    page = petra.get(f"/pets/{pet.pk}").content.decode()
    assert "A change waits for a moderator" in page
    assert "bicycle" in page
    assert "A change waits" in petra.get("/my/listings").content.decode()
    assert OTHER in petra.get(form).content.decode()  # one goes on from what one wanted


def test_saving_the_form_again_keeps_the_change(cast: Cast, pet: Pet) -> None:
    petra, form = cast.browser("petra"), f"/my/listings/{pet.pk}/edit"
    petra.post(form, details(pet, description=OTHER))
    shown = petra.get(form).context["form"]
    again = {name: shown[name].value() for name in details(pet)}
    petra.post(form, again)
    assert [revision.state for revision in Revision.objects.all()] == ["open"]


def test_takes_the_change_back(cast: Cast, pet: Pet) -> None:
    petra = cast.browser("petra")
    petra.post(f"/my/listings/{pet.pk}/edit", details(pet, description=OTHER))
    done = petra.post(f"/my/listings/{pet.pk}/withdraw_change", follow=True).content.decode()
    assert "taken back" in done
    assert "A change waits" not in done
    late = petra.post(f"/my/listings/{pet.pk}/withdraw_change", follow=True)
    assert late.status_code == 200
    assert Revision.objects.get().state == "superseded"


def test_goes_on_from_a_change_that_was_turned_down(cast: Cast, pet: Pet) -> None:
    new = factories.photo(cast.petra)
    shown = pet.photos.get().media_id
    wanted = {"description": OTHER, "images": [str(shown), str(new.pk)]}
    cast.client("petra").patch(at(pet), wanted)
    decide(cast, pet, "reject_change", reason="contact_details", note="A phone number.")
    petra = cast.browser("petra")
    page = petra.get(f"/pets/{pet.pk}").content.decode()
    assert "was not approved" in page
    assert "A phone number." in page
    assert "/appeal" in page
    again = f"/my/listings/{pet.pk}/edit?again=1"
    assert again.replace("&", "&amp;") in page
    assert OTHER in petra.get(again).content.decode()
    petra.post(again, details(pet, description=f"{OTHER} Come and see."))
    data = Revision.objects.get(state="open").data
    assert data == {"description": f"{OTHER} Come and see.", "images": [str(shown), str(new.pk)]}


def test_photos_are_arranged_as_they_would_be(cast: Cast, pet: Pet) -> None:
    shown, new = pet.photos.get().media_id, factories.photo(cast.petra)
    cast.client("petra").patch(at(pet), {"images": [str(shown), str(new.pk)]})
    petra, photos = cast.browser("petra"), f"/my/listings/{pet.pk}/photos"
    page = petra.get(photos).content.decode()
    assert page.count("Waits for review") == 1
    petra.post(f"{photos}/{new.pk}/earlier")
    assert Revision.objects.get(state="open").data["images"] == [str(new.pk), str(shown)]
    petra.post(f"{photos}/{shown}/remove")
    assert Revision.objects.get(state="open").data["images"] == [str(new.pk)]
    last = petra.post(f"{photos}/{new.pk}/remove", follow=True)
    assert "Keep at least one photo" in last.content.decode()
    assert [photo.media_id for photo in pet.photos.all()] == [shown]


def test_offers_to_renew_what_ends_soon_or_has_ended(cast: Cast, pet: Pet) -> None:
    petra = cast.browser("petra")
    assert "Still available" not in petra.get(f"/pets/{pet.pk}").content.decode()
    ended = factories.pet(cast.petra, moderation="expired", name="Pepper")
    assert "Still available" in petra.get("/my/listings").content.decode()
    page = petra.get(f"/pets/{ended.pk}").content.decode()
    assert "Still available" in page
    assert "60 days" in petra.post(f"/my/listings/{ended.pk}/renew", follow=True).content.decode()
    assert cast.browser().get(f"/pets/{ended.pk}").status_code == 200
