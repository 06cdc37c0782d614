"""What waits as a whole: a reviewer is told what moved since they looked, and what came back changed."""

from typing import Any

import pytest

from apps.listings.models import Pet
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import open_item
from apps.moderation.services.snapshots import MOST_KEPT
from apps.organizations.models import Organization
from tests import factories
from tests.cast import Cast

QUEUE, DESK = "/api/v1/review/items", "/admin/moderation/reviewitem/desk/items"
CALM = f"{factories.DESCRIPTION} Really."

KINDS = ("pet", "organization")

pytestmark = pytest.mark.django_db


class Waiting:
    """Something that was sent for review over the API, and a reviewer who looks at it."""

    def __init__(self, cast: Cast, thing: Pet | Organization, owner: str) -> None:
        self.cast, self.thing = cast, thing
        self.path = f"/api/v1/{thing._meta.model_name}s/{thing.pk}"
        self.owner, self.reviewer = cast.client(owner), cast.client("mona")

    @property
    def item(self) -> ReviewItem:
        found: ReviewItem = ReviewItem.objects.waiting().get(target_id=self.thing.pk, kind__in=KINDS)
        return found

    def edit(self, **facts: Any) -> None:
        answer = self.owner.patch(self.path, facts, format="json")
        assert answer.status_code == 200, answer.json()

    def send(self, verb: str) -> None:
        answer = self.owner.post(f"{self.path}/{verb}")
        assert answer.status_code == 200, answer.json()

    def read(self) -> Any:
        return self.reviewer.get(f"{QUEUE}/{self.item.pk}")

    def decide(self, tag: str, action: str = "approve", reason: str = "") -> Any:
        body = {"action": action, "reason": reason}
        return self.reviewer.post(f"{QUEUE}/{self.item.pk}/decide", body, headers={"If-Match": tag})

    def take_down(self, tag: str, verb: str = "remove", reason: str = "scam") -> Any:
        """Decide by the thing's own route, whether or not something waits."""
        body = {"reason": reason} if reason else {}
        return self.reviewer.post(f"{self.path}/{verb}", body, headers={"If-Match": tag})

    def send_back(self, action: str, reason: str) -> None:
        answer = self.decide(self.read()["ETag"], action, reason)
        assert answer.status_code == 200, answer.json()

    def told(self, changes: Any) -> dict[str, tuple[Any, Any]]:
        """Per field, what it was and what it becomes; of pictures the ids, each of which has an address."""
        return {change["field"]: (_plain(change["was"]), _plain(change["becomes"])) for change in changes}


def _plain(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    assert all(picture["thumb"] for picture in value)
    return [picture["id"] for picture in value]


@pytest.fixture
def pet(cast: Cast) -> Waiting:
    waiting = Waiting(cast, factories.pet(cast.petra, moderation="draft"), "petra")
    waiting.send("submit")
    return waiting


@pytest.fixture
def rescue(cast: Cast) -> Waiting:
    body = {"name": "Harbour Paws", "email": "hello@rescue.example", "description": "Dogs mostly."}
    answer = cast.client("rosa").post("/api/v1/organizations", body, format="json")
    assert answer.status_code == 201, answer.json()
    return Waiting(cast, Organization.objects.get(), "rosa")


def photos_of(pet: Waiting) -> list[str]:
    return [str(photo.media_id) for photo in Pet.objects.get(pk=pet.thing.pk).photo_list]


def test_the_difference_of_a_listing_that_was_edited_meanwhile(cast: Cast, pet: Waiting) -> None:
    read, own_tag = pet.read(), pet.reviewer.get(pet.path)["ETag"]
    assert read.json()["changes"] == []
    old, new = photos_of(pet), [str(factories.photo(cast.petra).pk) for _ in range(2)]
    pet.edit(description=CALM, adoption_fee="50")
    pet.edit(images=new)
    expected = {
        "images": (old, new),
        "description": (factories.DESCRIPTION, CALM),
        "adoption_fee": ("", "$50"),
    }
    for stale in (
        pet.decide(read["ETag"]),
        pet.reviewer.post(f"{pet.path}/approve", headers={"If-Match": own_tag}),
    ):
        assert stale.status_code == 412
        told = pet.told(stale.json()["difference"])
        assert told.keys() == expected.keys()
        assert (told["images"], told["description"]) == (expected["images"], expected["description"])
    page = cast.browser("mona").post(
        f"{DESK}/{pet.item.pk}/", {"version": read.json()["version"], "action": "approve"}
    )
    assert page.status_code == 412
    assert "Changed since you looked" in page.content.decode()
    assert "Really." in page.content.decode()
    assert not Decision.objects.exists()
    fine = pet.decide(pet.read()["ETag"])
    assert fine.status_code == 200, fine.json()
    assert len(ReviewItem.objects.get().snapshots) == 1, "what was approved, for who takes it down later"


def test_only_what_moved_after_the_version_that_was_seen(pet: Waiting) -> None:
    pet.edit(description=CALM)
    tag = pet.read()["ETag"]
    pet.edit(name="Toast")
    assert pet.told(pet.decide(tag).json()["difference"]) == {"name": ("Biscuit", "Toast")}


def test_what_was_seen_too_long_ago_is_not_told(pet: Waiting) -> None:
    tag = pet.read()["ETag"]
    for number in range(MOST_KEPT):
        pet.edit(description=f"{CALM} {number}")
    stale = pet.decide(tag)
    assert (stale.status_code, "difference" in stale.json()) == (412, False)
    assert len(pet.item.snapshots) == MOST_KEPT


def test_what_changed_since_a_listing_was_sent_back(cast: Cast, pet: Waiting) -> None:
    tag, old = pet.reviewer.get(pet.path)["ETag"], photos_of(pet)
    pet.send_back("request_changes", "photos")
    new = [*old, str(factories.photo(cast.petra).pk)]
    pet.edit(description=CALM, images=new)
    pet.send("resubmit")
    expected = {"images": (old, new), "description": (factories.DESCRIPTION, CALM)}
    assert pet.told(pet.read().json()["changes"]) == expected
    page = cast.browser("mona").get(f"{DESK}/{pet.item.pk}/").content.decode()
    assert "Changed since it was sent back" in page
    assert "Really." in page
    stale = pet.reviewer.post(f"{pet.path}/approve", headers={"If-Match": tag})
    assert (stale.status_code, pet.told(stale.json()["difference"])) == (412, expected)
    pet.edit(description=f"{CALM} Yes.")
    told = pet.told(pet.read().json()["changes"])
    assert told["description"] == (factories.DESCRIPTION, f"{CALM} Yes.")


def test_an_organization_is_told_alike(cast: Cast, rescue: Waiting) -> None:
    tag, own_tag = rescue.read()["ETag"], rescue.reviewer.get(rescue.path)["ETag"]
    logo = str(factories.photo(cast.rosa, purpose="logo").pk)
    rescue.edit(description="Dogs only.", logo=logo)
    expected = {"logo": ([], [logo]), "description": ("Dogs mostly.", "Dogs only.")}
    for stale in (
        rescue.decide(tag),
        rescue.reviewer.post(f"{rescue.path}/approve", headers={"If-Match": own_tag}),
    ):
        assert (stale.status_code, rescue.told(stale.json()["difference"])) == (412, expected)
    rescue.send_back("reject", "incomplete")
    rescue.edit(name="Harbour Paws Inc")
    rescue.send("resubmit")
    assert rescue.told(rescue.read().json()["changes"]) == {"name": ("Harbour Paws", "Harbour Paws Inc")}
    page = cast.browser("mona").get(f"{DESK}/{rescue.item.pk}/").content.decode()
    assert "Changed since it was sent back" in page


def test_who_takes_a_listing_down_is_told_what_moved_since_they_looked(cast: Cast, pet: Waiting) -> None:
    waited = pet.reviewer.get(pet.path)["ETag"]
    assert pet.decide(pet.read()["ETag"]).status_code == 200
    published = pet.reviewer.get(pet.path)["ETag"]
    pet.edit(name="Toast")
    renamed = pet.reviewer.get(pet.path)["ETag"]
    for tag in (waited, published):
        assert pet.told(pet.take_down(tag).json()["difference"]) == {"name": ("Biscuit", "Toast")}
    pet.edit(description=CALM)
    nothing = pet.take_down(renamed)
    assert (nothing.status_code, nothing.json()["difference"]) == (412, []), "the change waits unseen"
    other = cast.client("max")
    seen = {"If-Match": other.get(pet.path)["ETag"]}
    assert other.post(f"{pet.path}/approve_change", headers=seen).status_code == 200
    told = pet.told(pet.take_down(renamed).json()["difference"])
    assert told == {"description": (factories.DESCRIPTION, CALM)}
    assert pet.take_down(pet.reviewer.get(pet.path)["ETag"]).status_code == 200


def test_who_suspends_an_organization_is_told_what_moved(cast: Cast, rescue: Waiting) -> None:
    assert rescue.decide(rescue.read()["ETag"]).status_code == 200
    tag, other = rescue.reviewer.get(rescue.path)["ETag"], cast.client("max")
    rescue.edit(description="Dogs only.")
    seen = {"If-Match": other.get(rescue.path)["ETag"]}
    assert other.post(f"{rescue.path}/approve_change", headers=seen).status_code == 200
    stale = rescue.take_down(tag, "suspend", "rules")
    expected = {"description": ("Dogs mostly.", "Dogs only.")}
    assert (stale.status_code, rescue.told(stale.json()["difference"])) == (412, expected)


@pytest.mark.parametrize("moderation", ["approved", "pending"])
def test_no_difference_is_claimed_where_nobody_knows_what_was_seen(cast: Cast, moderation: str) -> None:
    shown = Waiting(cast, factories.pet(cast.petra, moderation=moderation), "petra")
    tag = shown.reviewer.get(shown.path)["ETag"]
    shown.edit(name="Toast")
    verb, reason = {"approved": ("remove", "scam"), "pending": ("approve", "")}[moderation]
    for old in (tag, '"99-never"'):
        stale = shown.take_down(old, verb, reason)
        assert (stale.status_code, "difference" in stale.json()) == (412, False)


def test_a_sample_is_told_what_was_approved_meanwhile(cast: Cast) -> None:
    sample = Waiting(cast, factories.pet(cast.petra), "petra")
    open_item(sample.thing, by=cast.subject("petra"), origin="sampled")
    tag = sample.read()["ETag"]
    sample.edit(description=CALM)
    other = cast.client("max")
    seen = {"If-Match": other.get(sample.path)["ETag"]}
    assert other.post(f"{sample.path}/approve_change", headers=seen).status_code == 200
    stale = sample.decide(tag)
    expected = {"description": (factories.DESCRIPTION, CALM)}
    assert (stale.status_code, sample.told(stale.json()["difference"])) == (412, expected)
    tag = sample.read()["ETag"]
    sample.edit(name="Toast")
    assert sample.told(sample.decide(tag).json()["difference"]) == {"name": ("Biscuit", "Toast")}
