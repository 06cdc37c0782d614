"""The journey of a listing over HTTP: list, send, decide, read, change."""

import pytest

from apps.listings.models import Pet
from apps.moderation.models import Decision, ReviewItem
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def complete(cast: Cast, name: str = "petra", **facts: object) -> dict[str, object]:
    return {
        "name": "Biscuit",
        "species": "dog",
        "birth_date": "2023-05-01",
        "description": factories.DESCRIPTION,
        "suburb": "Wattle Cove",
        "region": "Saltwater Bay",
        "images": [str(factories.photo(cast.person(name)).pk)],
        **facts,
    }


def test_complete_listing_is_pending_in_one_call(cast: Cast) -> None:
    answer = cast.client("petra").post("/api/v1/pets", complete(cast))
    assert answer.status_code == 201, answer.json()
    assert answer.json()["status"] == "pending"
    assert answer["Location"].endswith(f"/api/v1/pets/{answer.json()['id']}")
    assert answer["ETag"].startswith('"2-')
    assert ReviewItem.objects.waiting().count() == 1


def test_incomplete_listing_stays_a_draft_that_says_what_is_missing(cast: Cast) -> None:
    answer = cast.client("petra").post("/api/v1/pets", {"name": "Biscuit", "species": "dog"})
    assert (answer.status_code, answer.json()["status"]) == (201, "draft")
    assert {item["field"] for item in answer.json()["missing"]} == {
        "images",
        "description",
        "birth_date",
        "suburb",
        "region",
    }
    refused = cast.client("petra").post(f"/api/v1/pets/{answer.json()['id']}/submit")
    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json()["errors"]} == {
        "/images",
        "/description",
        "/birth_date",
        "/suburb",
        "/region",
    }


def test_approval_publishes(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    address = f"/api/v1/pets/{pet.pk}"
    assert cast.client().get(address).status_code == 404
    tag = cast.client("mona").get(address)["ETag"]
    answer = cast.client("mona").post(f"{address}/approve", headers={"If-Match": tag})
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")
    assert [row["id"] for row in cast.client().get("/api/v1/pets").json()["results"]] == [str(pet.pk)]
    assert Decision.objects.get().revision_seen == 1
    assert not ReviewItem.objects.waiting().exists()


def test_decision_needs_the_version_that_was_seen(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    address = f"/api/v1/pets/{pet.pk}"
    tag = cast.client("mona").get(address)["ETag"]
    assert cast.client("mona").post(f"{address}/approve").status_code == 428
    changed = cast.client("petra").patch(address, {"story": "Found under a jetty."})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = cast.client("mona").post(f"{address}/approve", headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    assert Pet.objects.get().moderation == "pending"


def test_repeat_by_the_same_moderator_is_harmless_and_another_learns_who_was_first(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    address = f"/api/v1/pets/{pet.pk}/approve"
    mona, max_ = cast.client("mona"), cast.client("max")
    assert mona.post(address, headers={"If-Match": '"1-x"'}).status_code == 200
    assert mona.post(address, headers={"If-Match": '"1-x"'}).status_code == 200
    late = max_.post(address, headers={"If-Match": '"1-x"'})
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    assert late.json()["decided_by"] == cast.mona.display_name
    assert late.json()["decided_at"].endswith("Z")
    assert late.json()["state"] == "approved"
    assert Decision.objects.count() == 1


def test_edit_of_something_moderated_waits_and_says_so(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    address = f"/api/v1/pets/{pet.pk}"
    harmless = cast.client("petra").patch(address, {"story": "She hums along to the kettle."})
    assert (harmless.json()["status"], harmless.json()["notice"]) == ("approved", "")
    edited = cast.client("petra").patch(address, {"adoption_fee": "80.00"})
    assert (edited.json()["status"], edited.json()["adoption_fee"]) == ("approved", None)
    assert "waits for review" in edited.json()["notice"]
    assert cast.client().get(address).json()["adoption_fee"] is None
    assert ReviewItem.objects.waiting().count() == 1


def test_what_was_read_can_be_put_back(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    address = f"/api/v1/pets/{pet.pk}"
    read = cast.client("petra").get(address).json()
    answer = cast.client("petra").put(address, read)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["version"] == read["version"]


def test_withdraw_closes_the_review(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    answer = cast.client("petra").post(f"/api/v1/pets/{pet.pk}/withdraw")
    assert answer.json()["status"] == "withdrawn"
    assert not ReviewItem.objects.waiting().exists()


def test_delete_removes_a_draft_and_withdraws_anything_else(cast: Cast) -> None:
    draft, shown = factories.pet(cast.petra, moderation="draft"), factories.pet(cast.petra)
    client = cast.client("petra")
    assert client.delete(f"/api/v1/pets/{draft.pk}").status_code == 204
    assert client.delete(f"/api/v1/pets/{shown.pk}").status_code == 204
    assert list(Pet.objects.values_list("pk", "moderation")) == [(shown.pk, "withdrawn")]


def test_nobody_lists_for_an_organization_without_the_capability(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    closed = factories.organization("Closed Gate", founder=cast.milo, status="suspended")
    given = complete(cast, organization=str(harbour.pk))
    refused = cast.client("petra").post("/api/v1/pets", given)
    assert (refused.status_code, refused.json()["rule"]) == (403, "manage_listings_in_organization")
    unknown = cast.client("petra").post("/api/v1/pets", {**given, "organization": str(closed.pk)})
    assert unknown.json()["errors"][0]["pointer"] == "/organization"
    mine = cast.client("rosa").post("/api/v1/pets", complete(cast, "rosa", organization=str(harbour.pk)))
    assert mine.json()["organization"]["slug"] == "harbour-paws"


def test_photo_of_somebody_else_cannot_be_taken(cast: Cast) -> None:
    theirs = factories.photo(cast.rosa)
    answer = cast.client("petra").post("/api/v1/pets", complete(cast, images=[str(theirs.pk)]))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/images/0")
    assert not Pet.objects.exists()


def test_suspended_organization_hides_its_pets(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour)
    assert cast.client().get(f"/api/v1/pets/{pet.pk}").status_code == 200
    type(harbour).objects.update(status="suspended")
    assert cast.client().get(f"/api/v1/pets/{pet.pk}").status_code == 404
    assert cast.client().get("/api/v1/pets").json()["results"] == []
    edited = cast.client("rosa").patch(f"/api/v1/pets/{pet.pk}", {"story": "x"})
    assert edited.status_code == 403


def test_actions_explain_themselves(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    mine = {row["action"]: row for row in cast.client("petra").get(f"/api/v1/pets/{pet.pk}/actions").json()}
    assert mine["withdraw"]["allowed"] is True
    assert mine["approve"] == {"action": "approve", "allowed": False, "rule": "review_content"}
    assert mine["submit"] == {"action": "submit", "allowed": False, "rule": "state"}


def test_tags_spare_the_body(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    for address in (f"/api/v1/pets/{pet.pk}", "/api/v1/pets"):
        first = cast.client().get(address)
        assert first["Cache-Control"] == "public, s-maxage=30"
        assert "Cookie" not in first.get("Vary", "")
        again = cast.client().get(address, headers={"If-None-Match": f"W/{first['ETag']}"})
        assert (again.status_code, again.content) == (304, b"")
        own = cast.client("petra").get(address, headers={"If-None-Match": first["ETag"]})
        assert own.status_code == 200
        assert own["Cache-Control"] == "private, no-store"


def test_new_name_of_the_organization_changes_the_tags(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour)
    addresses = (f"/api/v1/pets/{pet.pk}", "/api/v1/pets")
    before = {address: cast.client().get(address)["ETag"] for address in addresses}
    cast.client("rosa").patch(f"/api/v1/organizations/{harbour.pk}", {"name": "Bay Paws"})
    for address, tag in before.items():
        assert cast.client().get(address, headers={"If-None-Match": tag}).status_code == 200
