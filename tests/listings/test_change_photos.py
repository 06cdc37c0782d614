"""Photos in a waiting change: kept for it, prepared and described like others, public when approved."""

from typing import Any

import pytest
from django.db import transaction

from apps.listings.models import Pet, PetPhoto, ProposedPhoto
from apps.listings.services import let_old_photos_go
from apps.media.models import MediaFile
from apps.moderation.models import ReviewItem
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Revision
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Scene:
    """Petra's published pet with one photo, and a second one that she proposes."""

    def __init__(self, cast: Cast, state: str = "ready") -> None:
        self.cast = cast
        self.pet = factories.pet(cast.petra)
        self.old = self.pet.photos.get().media
        self.new = factories.photo(cast.petra, state=state)
        self.address = f"/api/v1/pets/{self.pet.pk}"

    def propose(self, *photos: MediaFile) -> dict[str, Any]:
        answer = self.cast.client("petra").patch(self.address, {"images": [str(file.pk) for file in photos]})
        assert answer.status_code == 200, answer.json()
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, verb: str = "approve_change", tag: str = "", **given: str) -> Any:
        mona = self.cast.client("mona")
        seen = {"If-Match": tag or mona.get(self.address)["ETag"]}
        return mona.post(f"{self.address}/{verb}", given, headers=seen)

    def public(self) -> list[str]:
        return [image["id"] for image in self.cast.client().get(self.address).json()["images"]]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return Scene(cast)


def becomes(media: MediaFile, state: str) -> None:
    done = factories.photo(media.owner)
    ready = {"renditions": done.renditions, "width": done.width, "height": done.height}
    refused = {"refusal": "damaged"}
    MediaFile.objects.filter(pk=media.pk).update(state=state, **(ready if state == "ready" else refused))
    with transaction.atomic():
        record(f"media.{state}", media, by=system_subject())
    drain()


def test_new_photo_comes_and_old_one_goes_only_on_approval(scene: Scene) -> None:
    answer = scene.propose(scene.new)
    assert [image["id"] for image in answer["pending_revision"]["images"]] == [str(scene.new.pk)]
    assert scene.public() == [str(scene.old.pk)]
    assert not PetPhoto.objects.filter(media=scene.new).exists()
    assert scene.decide().status_code == 200
    assert scene.public() == [str(scene.new.pk)]
    assert not ProposedPhoto.objects.exists()


def test_new_order_waits_too(scene: Scene) -> None:
    scene.propose(scene.old, scene.new)
    scene.decide()
    assert scene.public() == [str(scene.old.pk), str(scene.new.pk)]
    scene.propose(scene.new, scene.old)
    assert scene.public() == [str(scene.old.pk), str(scene.new.pk)]
    scene.decide()
    assert scene.public() == [str(scene.new.pk), str(scene.old.pk)]


def test_proposed_photo_cannot_be_used_elsewhere(scene: Scene) -> None:
    scene.propose(scene.old, scene.new)
    other = factories.pet(scene.cast.petra, moderation="draft", photo_state="")
    shown = factories.pet(scene.cast.petra)
    for pet in (other, shown):
        address = f"/api/v1/pets/{pet.pk}"
        answer = scene.cast.client("petra").patch(address, {"images": [str(scene.new.pk)]})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/images/0")
    scene.propose(scene.old)  # editing back lets it go
    answer = scene.cast.client("petra").patch(f"/api/v1/pets/{other.pk}", {"images": [str(scene.new.pk)]})
    assert answer.status_code == 200


def test_waits_for_its_photos_and_whoever_looked_before_looks_again(cast: Cast) -> None:
    scene = Scene(cast, state="processing")
    scene.propose(scene.old, scene.new)
    mona = cast.client("mona")
    seen = mona.get(scene.address)["ETag"]
    item = ReviewItem.objects.waiting().get()
    early = scene.decide(tag=seen)
    assert (early.status_code, early.json()["reason"]) == (409, "photo_not_ready")
    becomes(scene.new, "ready")
    assert scene.decide(tag=seen).status_code == 412
    item_seen = {"If-Match": f'"{item.revision}-seen"'}
    at_desk = f"/api/v1/review/items/{item.pk}/decide"
    assert mona.post(at_desk, {"action": "approve"}, headers=item_seen).status_code == 412
    assert scene.decide().status_code == 200
    assert scene.public() == [str(scene.old.pk), str(scene.new.pk)]


def test_words_for_a_proposed_photo_make_reviewers_look_again(scene: Scene) -> None:
    scene.propose(scene.old, scene.new)
    mona = scene.cast.client("mona")
    public_before, seen = scene.cast.client().get(scene.address), mona.get(scene.address)["ETag"]
    described = scene.cast.client("petra").patch(f"/api/v1/media/{scene.new.pk}", {"alt_text": "On a jetty"})
    assert described.status_code == 200
    drain()
    assert scene.decide(tag=seen).status_code == 412
    assert mona.get(scene.address).json()["pending_revision"]["number"] == 2
    after = scene.cast.client().get(scene.address).json()
    assert {**after, "version": 0} == {**public_before.json(), "version": 0}


def test_refused_photo_is_shown_as_such_to_its_owner_alone(cast: Cast) -> None:
    scene = Scene(cast, state="processing")
    scene.propose(scene.old, scene.new)
    becomes(scene.new, "refused")
    shown = cast.client("petra").get(scene.address).json()["pending_revision"]["images"]
    assert [image["state"] for image in shown] == ["ready", "refused"]
    assert shown[1]["refusal"]
    assert scene.decide().status_code == 200
    assert scene.public() == [str(scene.old.pk)]


def test_a_change_without_any_usable_photo_cannot_be_approved(cast: Cast) -> None:
    scene = Scene(cast, state="processing")
    scene.propose(scene.new)
    becomes(scene.new, "refused")
    assert scene.decide().json()["reason"] == "photo_not_ready"
    assert scene.public() == [str(scene.old.pk)]


def test_photos_of_a_refused_change_are_kept_for_another_attempt(scene: Scene) -> None:
    scene.propose(scene.old, scene.new)
    scene.decide("reject_change", reason="photos")
    other = factories.pet(scene.cast.petra, moderation="draft", photo_state="")
    taken = scene.cast.client("petra").patch(f"/api/v1/pets/{other.pk}", {"images": [str(scene.new.pk)]})
    assert taken.status_code == 422
    assert scene.propose(scene.old, scene.new)["pending_revision"]["number"] == 2
    now = scene.cast.subject("petra").now
    assert let_old_photos_go(now.replace(year=now.year + 1)) == 0  # not while a change waits
    scene.decide("reject_change", reason="photos")
    assert let_old_photos_go(now) == 0
    assert let_old_photos_go(now.replace(year=now.year + 1)) == 1


def test_erasing_a_person_leaves_no_photo_behind(cast: Cast) -> None:
    scene = Scene(cast)
    scene.propose(scene.old, scene.new)
    assert cast.client("petra").delete("/api/v1/users/me").status_code in (200, 204)
    drain()
    assert not MediaFile.objects.exists()
    assert Pet.objects.get().moderation == "withdrawn"
    revision = Revision.objects.get()
    assert (revision.state, revision.data, revision.was) == ("superseded", {}, {})
    assert not ReviewItem.objects.waiting().exists()


def test_of_two_listings_that_want_one_photo_the_second_is_refused(scene: Scene) -> None:
    """Only a lock can promise it, for the two tables share no constraint; see check_photos."""
    draft = factories.pet(scene.cast.petra, moderation="draft", photo_state="")
    petra = scene.cast.client("petra")
    assert petra.patch(f"/api/v1/pets/{draft.pk}", {"images": [str(scene.new.pk)]}).status_code == 200
    assert petra.patch(scene.address, {"images": [str(scene.new.pk)]}).status_code == 422
