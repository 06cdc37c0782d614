"""An adopted pet's page: for how long, with which words, and who agreed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.services import erase_person
from apps.listings.models import Pet, PetPhoto
from apps.listings.services import let_ended_photos_go, tell_ending
from apps.media.models import MediaFile
from apps.moderation.models import ReportCase
from apps.moderation.services import file_report
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery
from tests import factories
from tests.cast import Cast
from tests.media.test_removal import places, published, remove

pytestmark = pytest.mark.django_db

ENDINGS = "/api/v1/happy-endings"
WORDS = "She sleeps on the landing, where she can hear everybody."


def home(cast: Cast, *, days: int = 0, **facts: Any) -> Pet:
    """A pet of Petra's that was adopted some days ago."""
    then = timezone.now() - timedelta(days=days)
    until = timezone.localdate(then) + timedelta(days=30)
    return factories.pet(
        cast.petra, placement="adopted", **{"adopted_at": then, "shown_until": until, **facts}
    )


def told(cast: Cast, pet: Pet, **body: Any) -> Any:
    return cast.client("petra").post(f"/api/v1/pets/{pet.pk}/tell_ending", {"words": WORDS, **body})


@pytest.mark.parametrize(("days", "code"), [(0, 200), (29, 200), (32, 404)])
def test_page_stays_thirty_days(cast: Cast, days: int, code: int) -> None:
    pet = home(cast, days=days, happy_ending=WORDS)
    for ask in (cast.client().get, cast.client("ana").get):
        assert ask(f"/api/v1/pets/{pet.pk}").status_code == code
    page = cast.browser().get(f"/pets/{pet.pk}")
    assert page.status_code == code
    assert (WORDS in page.content.decode()) is (code == 200)
    assert [row["id"] for row in cast.client().get(ENDINGS).json()["results"]] == [str(pet.pk)][: code == 200]
    assert cast.client("petra").get(f"/api/v1/pets/{pet.pk}").status_code == 200


def test_stands_in_no_other_list(cast: Cast) -> None:
    home(cast, happy_ending=WORDS)
    client = cast.client()
    assert client.get("/api/v1/pets").json()["results"] == []
    assert client.get("/api/v1/pets?status=reserved&status=on_hold").json()["results"] == []
    assert client.get("/api/v1/pets?status=adopted").status_code == 400
    assert "Biscuit" not in cast.browser().get("/pets").content.decode()


def test_words_can_be_told_changed_and_taken_back(cast: Cast) -> None:
    pet = home(cast)
    assert cast.client().get(ENDINGS).json()["results"] == []
    answer = told(cast, pet)
    assert (answer.json()["happy_ending"], answer.json()["happy_photo"]) == (WORDS, None)
    assert cast.client().get(f"/api/v1/pets/{pet.pk}").json()["happy_ending"] == WORDS
    (row,) = cast.client().get(ENDINGS).json()["results"]
    assert row == cast.client().get(f"/api/v1/pets/{pet.pk}").json()
    version = answer.json()["version"]
    assert told(cast, pet).json()["version"] == version
    assert told(cast, pet, words="  ").json()["happy_ending"] == ""
    assert cast.client().get(ENDINGS).json()["results"] == []


def test_a_year_and_a_photo_need_the_family(cast: Cast) -> None:
    pet, photo = home(cast, days=40), factories.photo(cast.petra)
    refused = told(cast, pet, photo=str(photo.pk))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/family_agreed"
    assert cast.client().get(f"/api/v1/pets/{pet.pk}").status_code == 404
    answer = told(cast, pet, photo=str(photo.pk), family_agreed=True).json()
    assert answer["shown_until"] == str(timezone.localdate(pet.adopted_at) + timedelta(days=365))
    shown = cast.client().get(f"/api/v1/pets/{pet.pk}").json()
    assert shown["happy_photo"]["id"] == str(photo.pk)
    assert photo.card_url in cast.browser().get("/happy-endings").content.decode()
    assert photo.full_url in cast.browser().get(f"/pets/{pet.pk}").content.decode()
    # Without their agreement the photo goes, and so does the year.
    told(cast, pet)
    found = Pet.objects.get(pk=pet.pk)
    assert (found.happy_photo, found.family_agreed) == (None, False)
    assert cast.client().get(f"/api/v1/pets/{pet.pk}").status_code == 404


def test_takes_only_own_free_photos(cast: Cast) -> None:
    pet = home(cast)
    taken = factories.pet(cast.petra).photos.get().media
    elsewhere = factories.photo(cast.petra)
    tell_ending(home(cast), by=cast.subject("petra"), words=WORDS, photo=elsewhere.pk, family_agreed=True)
    for photo in (factories.photo(cast.rosa), taken, elsewhere):
        answer = told(cast, pet, photo=str(photo.pk), family_agreed=True)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/photo")


def test_coming_back_blanks_all_of_it(cast: Cast) -> None:
    pet, photo = home(cast), factories.photo(cast.petra)
    told(cast, pet, photo=str(photo.pk), family_agreed=True)
    cast.client("petra").post(f"/api/v1/pets/{pet.pk}/return", {"reason": "life_changed"})
    found = Pet.objects.get(pk=pet.pk)
    assert (found.happy_ending, found.happy_photo, found.adopted_at) == ("", None, None)


def back(cast: Cast, pet: Pet) -> None:
    cast.client("petra").post(f"/api/v1/pets/{pet.pk}/return", {"reason": "life_changed"})


def taken_back(cast: Cast, pet: Pet) -> None:
    told(cast, pet, family_agreed=True)


def withdrawn(cast: Cast, pet: Pet) -> None:
    cast.client("petra").post(f"/api/v1/pets/{pet.pk}/withdraw")


def ended(cast: Cast, pet: Pet) -> None:
    assert let_ended_photos_go(timezone.now() + timedelta(days=364)) == 0
    assert let_ended_photos_go(timezone.now() + timedelta(days=367)) == 1


@pytest.mark.parametrize("end", [back, taken_back, withdrawn, ended])
def test_photo_of_a_home_is_deleted_with_the_end_of_its_page(cast: Cast, end: Any) -> None:
    """Nobody who kept its address sees any longer how a family lives."""
    pet, photo = home(cast), published(cast)
    file_report(by=cast.subject("ana"), kind="photo", target=photo.pk, reason="private")
    told(cast, pet, photo=str(photo.pk), family_agreed=True)
    drain()
    assert places(photo) == (3, 0)
    end(cast, pet)
    assert Pet.objects.get(pk=pet.pk).happy_photo is None
    drain()
    assert not MediaFile.objects.filter(pk=photo.pk).exists()
    assert places(photo) == (0, 0)
    assert ReportCase.objects.get().state == "closed"
    assert not Delivery.objects.exclude(state="done").exists()


def test_photo_that_stands_elsewhere_or_was_taken_down_stays(cast: Cast) -> None:
    pet, photo, bad = home(cast), published(cast), published(cast)
    told(cast, pet, photo=str(photo.pk), family_agreed=True)
    told(cast, pet, photo=str(bad.pk), family_agreed=True)
    PetPhoto.objects.create(pet=factories.pet(cast.petra), media=photo, position=1)
    remove(cast, bad)
    told(cast, pet, family_agreed=True)
    drain()
    assert places(photo) == (3, 0)
    bad.refresh_from_db()
    assert (bad.state, places(bad)) == ("removed", (0, 3))


def test_an_erased_person_takes_words_and_photo_along(cast: Cast) -> None:
    pet, photo = home(cast), factories.photo(cast.petra)
    told(cast, pet, photo=str(photo.pk), family_agreed=True)
    erase_person(cast.petra, by=cast.subject("petra"))
    found = Pet.objects.get(pk=pet.pk)
    assert (found.happy_ending, found.happy_photo) == ("", None)


def test_owner_tells_it_on_a_page(cast: Cast) -> None:
    pet, petra = home(cast), cast.browser("petra")
    address = f"/my/listings/{pet.pk}/ending"
    assert cast.browser("ana").get(address).status_code == 403
    assert petra.get(f"/my/listings/{factories.pet(cast.petra).pk}/ending").status_code == 409
    assert petra.get(address).status_code == 200
    assert petra.post(address, {"words": "x" * 1001}).status_code == 422
    assert petra.post(address, {"words": WORDS, "family_agreed": "on"}).status_code == 302
    page = petra.get(address).content.decode()
    assert 'type="file"' in page
    photo = factories.photo(cast.petra)
    assert petra.get(f"{address}/{photo.pk}/added").status_code == 302
    assert Pet.objects.get(pk=pet.pk).happy_photo == photo
    petra.post(address, {"words": WORDS, "family_agreed": "on", "without_photo": "on"})
    assert Pet.objects.get(pk=pet.pk).happy_photo is None
