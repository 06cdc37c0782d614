"""A change of a published listing waits, while everybody goes on seeing what was approved."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.listings.models import Pet
from apps.listings.services import expire_pets
from apps.moderation.models import ReviewItem
from hearth.kernel.models import Event, Revision
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OTHER = "She has learned to ride in a bicycle basket, and now waits beside it every morning, lead in mouth."


@pytest.fixture
def pet(cast: Cast) -> Pet:
    made = factories.pet(cast.petra, adoption_fee=50)
    return Pet.objects.get(pk=made.pk)


def at(pet: Pet) -> str:
    return f"/api/v1/pets/{pet.pk}"


def own(cast: Cast, pet: Pet, **given: Any) -> dict[str, Any]:
    answer = cast.client("petra").patch(at(pet), given)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def waiting() -> ReviewItem:
    found: ReviewItem = ReviewItem.objects.waiting().get(kind="pet_change")
    return found


def public(client: APIClient, pet: Pet) -> dict[str, Any]:
    """What everybody reads; the version is opaque, and tells nothing."""
    return {name: value for name, value in client.get(at(pet)).json().items() if name != "version"}


def test_stays_public_as_it_was_until_decided(cast: Cast, pet: Pet) -> None:
    before = public(cast.client(), pet)
    answer = own(cast, pet, description=OTHER, adoption_fee="80.00", story="Found under a jetty.")
    assert (answer["status"], answer["description"]) == ("approved", pet.description)
    change = answer["pending_revision"]
    assert (change["number"], change["images"], change["decision"]) == (1, None, None)
    assert {(row["field"], row["was"], row["becomes"]) for row in change["changes"]} == {
        ("description", pet.description, OTHER),
        ("adoption_fee", "50.00", "80.00"),
    }
    assert "waits" in answer["notice"]
    after = public(cast.client(), pet)
    assert after.pop("story") == "Found under a jetty."
    assert {name for name in after if after[name] != before[name]} <= {"updated_at"}
    assert not {"pending_revision", "rejected_revision", "notice", "expires_at"} & set(after)
    assert (waiting().revision, waiting().submitter) == (1, cast.petra)


def test_what_is_not_moderated_changes_at_once(cast: Cast, pet: Pet) -> None:
    answer = own(cast, pet, name="Pancake", breed="Kelpie", story="Found under a jetty.")
    assert (answer["name"], answer["pending_revision"]) == ("Pancake", None)
    assert public(cast.client(), pet)["name"] == "Pancake"
    assert not ReviewItem.objects.exists()


def test_another_edit_joins_what_waits_and_keeps_its_place(cast: Cast, pet: Pet) -> None:
    own(cast, pet, description=OTHER)
    first = waiting()
    answer = own(cast, pet, species="cat")
    assert answer["pending_revision"]["number"] == 2
    assert {row["field"] for row in answer["pending_revision"]["changes"]} == {"description", "species"}
    second = waiting()
    assert (second.pk, second.opened_at, second.revision) == (first.pk, first.opened_at, 2)
    assert list(Revision.objects.order_by("number").values_list("number", "state")) == [
        (1, "superseded"),
        (2, "open"),
    ]


def test_editing_back_takes_it_out_of_the_queue(cast: Cast, pet: Pet) -> None:
    own(cast, pet, description=OTHER, species="cat")
    assert [row["field"] for row in own(cast, pet, species="dog")["pending_revision"]["changes"]] == [
        "description"
    ]
    assert own(cast, pet, description=pet.description)["pending_revision"] is None
    assert ReviewItem.objects.get().state == "withdrawn"
    assert Event.objects.filter(name="pet.change_withdrawn", actor=cast.petra).count() == 1


def test_the_same_edit_twice_changes_nothing_more(cast: Cast, pet: Pet) -> None:
    first = own(cast, pet, description=OTHER)
    assert own(cast, pet, description=OTHER) == first


def test_what_was_read_can_be_put_back(cast: Cast, pet: Pet) -> None:
    read = own(cast, pet, description=OTHER)
    answer = cast.client("petra").put(at(pet), read)
    assert (answer.status_code, answer.json()) == (200, read)


def test_owner_takes_the_change_back(cast: Cast, pet: Pet) -> None:
    own(cast, pet, description=OTHER)
    petra, address = cast.client("petra"), f"{at(pet)}/withdraw_change"
    assert petra.post(address).json()["pending_revision"] is None
    assert petra.post(address).status_code == 200  # doing it again is harmless
    assert Event.objects.filter(name="pet.change_withdrawn").count() == 1
    assert ReviewItem.objects.get().state == "withdrawn"
    own(cast, pet, description=OTHER)
    assert waiting().revision == 2


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"description": "Short."}, "/description"),
        ({"images": []}, "/images"),
        ({"adoption_fee": "-1"}, "/adoption_fee"),
        ({"adoption_fee_currency": "aud"}, "/adoption_fee_currency"),
        ({"species": "dragon"}, "/species"),
    ],
)
def test_proposes_only_what_could_be_published(
    cast: Cast, pet: Pet, given: dict[str, Any], pointer: str
) -> None:
    answer = cast.client("petra").patch(at(pet), given)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert not Revision.objects.exists()
    assert Pet.objects.get().version == pet.version


def test_of_two_editors_the_slower_looks_again(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet = factories.pet(cast.rosa, organization=harbour)
    rosa, remy = cast.client("rosa"), cast.client("remy")
    seen = {"If-Match": rosa.get(at(pet))["ETag"]}
    assert rosa.patch(at(pet), {"description": OTHER}, headers=seen).status_code == 200
    assert remy.patch(at(pet), {"species": "cat"}, headers=seen).status_code == 412
    again = {"If-Match": remy.get(at(pet))["ETag"]}
    answer = remy.patch(at(pet), {"species": "cat"}, headers=again)
    assert {row["field"] for row in answer.json()["pending_revision"]["changes"]} == {
        "description",
        "species",
    }


@pytest.mark.parametrize("end", ["withdraw", "remove", "expire"])
def test_ends_with_the_listing(cast: Cast, pet: Pet, end: str) -> None:
    photo = factories.photo(cast.petra)
    shown = str(pet.photos.get().media_id)
    answer = own(cast, pet, images=[shown, str(photo.pk)])
    if end == "withdraw":
        cast.client("petra").post(f"{at(pet)}/withdraw")
    elif end == "remove":
        seen = {"If-Match": f'"{answer["version"]}-seen"'}
        removed = cast.client("mona").post(f"{at(pet)}/remove", {"reason": "scam"}, headers=seen)
        assert removed.status_code == 200, removed.json()
    else:
        Pet.objects.update(expires_at=timezone.now(), reminders=2)
        assert expire_pets(timezone.now()) == 1
    assert [revision.state for revision in Revision.objects.all()] == ["superseded"]
    assert not ReviewItem.objects.waiting().exists()
    draft = factories.pet(cast.petra, moderation="draft", photo_state="")
    assert cast.client("petra").patch(at(draft), {"images": [str(photo.pk)]}).status_code == 200


def test_tag_of_the_owners_answer_moves_with_the_change(cast: Cast, pet: Pet) -> None:
    petra = cast.client("petra")
    tags = [petra.get(at(pet))["ETag"]]
    own(cast, pet, description=OTHER)
    tags.append(petra.get(at(pet))["ETag"])
    petra.post(f"{at(pet)}/withdraw_change")
    tags.append(petra.get(at(pet))["ETag"])
    assert len(set(tags)) == 3


def test_nobody_else_learns_of_it(cast: Cast, pet: Pet) -> None:
    own(cast, pet, description=OTHER)
    for reader in ("", "ana", "rosa"):
        assert "bicycle" not in cast.client(reader).get(at(pet)).content.decode()
        assert "bicycle" not in cast.client(reader).get("/api/v1/pets").content.decode()
        assert "bicycle" not in cast.browser(reader).get(f"/pets/{pet.pk}").content.decode()
    assert cast.client("ana").post(f"{at(pet)}/withdraw_change").status_code == 403
    assert "bicycle" in cast.client("mona").get(at(pet)).content.decode()
