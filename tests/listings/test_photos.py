"""Photos of a listing: their order, their owners, and what happens when they turn out unusable."""

import pytest
from django.db import transaction

from apps.listings.models import Pet
from apps.media.models import MediaFile
from apps.moderation.models import ReviewItem
from apps.notifications.models import Mail
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def images(pet: Pet) -> list[str]:
    return [str(pk) for pk in pet.photos.order_by("position").values_list("media", flat=True)]


def test_one_patch_adds_removes_and_reorders(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    (first,), second, third = images(pet), factories.photo(cast.petra), factories.photo(cast.petra)
    address, client = f"/api/v1/pets/{pet.pk}", cast.client("petra")
    for wanted in ([str(third.pk), first, str(second.pk)], [str(second.pk), str(third.pk)], []):
        assert client.patch(address, {"images": wanted}).status_code == 200
        assert images(pet) == wanted


def test_photo_of_another_listing_is_refused(cast: Cast) -> None:
    taken = images(factories.pet(cast.petra, moderation="draft"))
    pet = factories.pet(cast.petra, moderation="draft")
    answer = cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", {"images": taken})
    assert answer.json()["errors"][0]["pointer"] == "/images/0"


def test_colleague_keeps_photos_of_somebody_else(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet = factories.pet(cast.rosa, organization=harbour, moderation="draft")
    wanted = [str(factories.photo(cast.remy).pk), *images(pet)]
    assert cast.client("remy").patch(f"/api/v1/pets/{pet.pk}", {"images": wanted}).status_code == 200
    assert images(pet) == wanted


def test_too_many_or_doubled_photos_are_refused(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    doubled = images(pet) * 2
    many = [str(factories.photo(cast.petra).pk) for _ in range(13)]
    for wanted in (doubled, many):
        answer = cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", {"images": wanted})
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"].startswith("/images")


def refuse(media: MediaFile) -> None:
    MediaFile.objects.filter(pk=media.pk).update(state="refused", refusal="damaged")
    with transaction.atomic():
        record("media.refused", media, by=system_subject(), reason="damaged")
    drain()


def test_waiting_listing_goes_back_when_its_only_photo_is_refused(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending", photo_state="processing")
    refuse(pet.photos.get().media)
    pet = Pet.objects.get()
    assert pet.moderation == "changes_requested"
    assert ReviewItem.objects.get().state == "withdrawn"
    assert "photo" in Mail.objects.get().context["reason"]
    shown = cast.client("petra").get(f"/api/v1/pets/{pet.pk}").json()
    (image,) = shown["images"]
    assert (image["state"], image["renditions"]) == ("refused", None)
    assert image["refusal"]


def test_listing_with_another_photo_stays(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending", photo_state="processing")
    cast.client("petra").patch(
        f"/api/v1/pets/{pet.pk}", {"images": [*images(pet), str(factories.photo(cast.petra).pk)]}
    )
    refuse(pet.photos.get(position=0).media)
    assert Pet.objects.get().moderation == "pending"


def test_pet_of_which_a_change_is_approved_keeps_its_place(cast: Cast) -> None:
    old, new = factories.pet(cast.petra, name="Old"), factories.pet(cast.petra, name="New")
    cast.client("petra").patch(f"/api/v1/pets/{old.pk}", {"description": factories.DESCRIPTION + " Really."})
    cast.client("mona").post(f"/api/v1/pets/{old.pk}/approve_change", headers={"If-Match": '"2"'})
    assert [row["name"] for row in cast.client().get("/api/v1/pets").json()["results"]] == [
        new.name,
        old.name,
    ]


def test_microchip_is_kept_unreadable(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    address = f"/api/v1/pets/{pet.pk}"
    answer = cast.client("petra").patch(address, {"microchip": "956000001234567"})
    assert answer.json()["microchip_last4"] == "4567"
    stored = Pet.objects.get()
    assert "956000001234567" not in str(vars(stored))
    assert len(stored.microchip_hash) == 64
    assert cast.client("mona").get(address).json()["microchip_last4"] == ""
    assert "microchip" not in cast.client().get(address).content.decode()


def test_photo_that_has_not_arrived_cannot_be_listed(cast: Cast) -> None:
    """It could arrive after the review, and nobody would have looked at it."""
    pet = factories.pet(cast.petra, moderation="draft")
    late = factories.photo(cast.petra, state="awaiting_upload")
    answer = cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", {"images": [*images(pet), str(late.pk)]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/images/1")


def test_decision_covers_the_photos_that_were_seen(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    late = factories.photo(cast.petra, state="processing")
    address, mona = f"/api/v1/pets/{pet.pk}", cast.client("mona")
    cast.client("petra").patch(address, {"images": [*images(pet), str(late.pk)]})
    seen = mona.get(address)["ETag"]
    unready = mona.post(f"{address}/approve", headers={"If-Match": seen})
    assert (unready.status_code, unready.json()["reason"]) == (409, "photo_not_ready")
    get_ready(late)
    assert mona.get(address)["ETag"] != seen
    assert mona.post(f"{address}/approve", headers={"If-Match": seen}).status_code == 412
    item = ReviewItem.objects.get()
    assert item.revision == Pet.objects.get().version
    again = mona.get(address)["ETag"]
    assert mona.post(f"{address}/approve", headers={"If-Match": again}).status_code == 200


def get_ready(media: MediaFile) -> None:
    done = factories.photo(media.owner)
    MediaFile.objects.filter(pk=media.pk).update(
        state="ready", renditions=done.renditions, width=done.width, height=done.height
    )
    with transaction.atomic():
        record("media.ready", media, by=system_subject())
    drain()


def test_words_for_a_photo_change_the_tag(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    address = f"/api/v1/pets/{pet.pk}"
    before = cast.client().get(address)["ETag"]
    described = cast.client("petra").patch(f"/api/v1/media/{images(pet)[0]}", {"alt_text": "On a jetty"})
    assert described.status_code == 200
    drain()
    assert cast.client().get(address, headers={"If-None-Match": before}).status_code == 200


def test_refused_photo_does_not_stop_the_others_from_moving(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft", photo_state="refused")
    wanted = [str(factories.photo(cast.petra).pk), *images(pet)]
    assert cast.client("petra").patch(f"/api/v1/pets/{pet.pk}", {"images": wanted}).status_code == 200
    assert images(pet) == wanted
