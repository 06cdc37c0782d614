"""What trusted people send is public as soon as its photos are; some of it is looked at afterwards."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.listings.models import Pet
from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.events.worker import drain
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Event, Revision
from tests import factories
from tests.cast import Cast
from tests.listings.test_change_photos import becomes
from tests.listings.test_changes import OTHER, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _petra_is_trusted(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 0
    trust(cast.petra, by=cast.mona)


def trust(person: User, *, by: User) -> None:
    """Five of their listings were approved, and none was turned down."""
    for _ in range(5):
        Decision.objects.create(
            id=uuid7(),
            kind="pet",
            target_id=uuid7(),
            action="approve",
            revision_seen=1,
            reviewer=by,
            submitter=person,
        )


def test_listing_is_public_at_once(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft")
    answer = cast.client("petra").post(f"{at(pet)}/submit").json()
    assert (answer["status"], cast.client().get(at(pet)).status_code) == ("approved", 200)
    assert answer["expires_at"]
    assert not ReviewItem.objects.exists()
    event = Event.objects.get(name="pet.approved")
    assert (event.data, event.actor) == ({"trusted": True}, None)


def test_waits_for_its_photos_and_for_nothing_else(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="draft", photo_state="processing")
    cast.client("petra").post(f"{at(pet)}/submit")
    assert Pet.objects.get().moderation == "pending"
    becomes(pet.photos.get().media, "ready")
    assert Pet.objects.get().moderation == "approved"
    assert ReviewItem.objects.get().state == "withdrawn"


def test_somebody_who_is_not_trusted_goes_on_waiting(cast: Cast) -> None:
    pet = factories.pet(cast.ana, moderation="draft", photo_state="processing")
    cast.client("ana").post(f"{at(pet)}/submit")
    becomes(pet.photos.get().media, "ready")
    assert Pet.objects.get().moderation == "pending"
    assert ReviewItem.objects.get().state == "open"


def test_change_is_public_at_once(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    new = factories.photo(cast.petra)
    answer = cast.client("petra").patch(at(pet), {"description": OTHER, "images": [str(new.pk)]}).json()
    assert (answer["description"], answer["pending_revision"]) == (OTHER, None)
    assert [image["id"] for image in cast.client().get(at(pet)).json()["images"]] == [str(new.pk)]
    assert Revision.objects.get().state == "approved"
    assert not ReviewItem.objects.exists()


def test_change_waits_for_its_photos_alone(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    new = factories.photo(cast.petra, state="processing")
    cast.client("petra").patch(at(pet), {"images": [str(new.pk)]})
    assert Revision.objects.get().state == "open"
    becomes(new, "ready")
    assert [image["id"] for image in cast.client().get(at(pet)).json()["images"]] == [str(new.pk)]
    assert not Revision.objects.filter(state="open").exists()
    drain()


@pytest.mark.parametrize(("share", "found"), [(0, 0), (100, 3)])
def test_a_rescue_has_more_looked_at_if_it_wants(cast: Cast, share: int, found: int) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    trust(cast.rosa, by=cast.mona)
    Decision.objects.filter(submitter=cast.rosa).update(organization=harbour)
    answer = cast.client("rosa").patch(f"/api/v1/organizations/{harbour.pk}/settings", {"sampled": share})
    assert answer.status_code == 200, answer.content
    pets = [factories.pet(cast.rosa, organization=harbour, moderation="draft") for _ in range(3)]
    for pet in pets:
        assert cast.client("rosa").post(f"{at(pet)}/submit").json()["status"] == "approved"
    assert ReviewItem.objects.waiting().filter(origin="sampled").count() == found


def test_a_sample_is_looked_at_afterwards(cast: Cast, settings: Any) -> None:
    settings.REVIEW_SAMPLE_SHARE = 1
    pet = factories.pet(cast.petra)
    cast.client("petra").patch(at(pet), {"description": OTHER})
    item = ReviewItem.objects.waiting().get()
    assert (item.kind, item.origin) == ("pet", "sampled")
    seen = {"If-Match": cast.client("mona").get(at(pet))["ETag"]}
    removed = cast.client("mona").post(f"{at(pet)}/remove", {"reason": "scam"}, headers=seen)
    assert removed.status_code == 200
    assert cast.client().get(at(pet)).status_code == 404
    again = factories.pet(cast.petra)
    cast.client("petra").patch(at(again), {"description": OTHER})
    assert Revision.objects.filter(target_id=again.pk, state="open").exists()  # a strike ends the trust
