"""A decision names what was seen: what moved since refuses it and tells the difference, nothing else does."""

from typing import Any

import pytest

from apps.listings.models import Pet
from apps.moderation import reviewables
from apps.moderation.api import verbs
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import decide, refresh_item
from tests import factories
from tests.cast import Cast

QUEUE = "/api/v1/review/items"
CALM, CALMER = f"{factories.DESCRIPTION} Really.", f"{factories.DESCRIPTION} More than anybody thought."

pytestmark = pytest.mark.django_db


class Change:
    """A change of Petra's published pet in the queue, as Mona sees it."""

    def __init__(self, cast: Cast) -> None:
        self.pet, self.owner, self.client = (
            factories.pet(cast.petra),
            cast.client("petra"),
            cast.client("mona"),
        )
        self.propose(CALM)
        self.item = ReviewItem.objects.get()
        self.address = f"{QUEUE}/{self.item.pk}"

    def propose(self, description: str) -> None:
        answer = self.owner.patch(f"/api/v1/pets/{self.pet.pk}", {"description": description})
        assert answer.status_code == 200, answer.json()

    def decide(self, tag: str, action: str = "approve", **more: Any) -> Any:
        body, headers = {"action": action, **more}, {"If-Match": tag}
        return self.client.post(f"{self.address}/decide", body, headers=headers)


@pytest.fixture
def change(cast: Cast) -> Change:
    return Change(cast)


def test_shows_what_would_change(change: Change) -> None:
    read = change.client.get(change.address).json()
    assert read["actions"] == ["approve", "reject"]
    (told,) = read["changes"]
    assert (told["field"], told["was"], told["becomes"]) == ("description", factories.DESCRIPTION, CALM)


def test_an_unrelated_change_of_the_row_refuses_nothing(change: Change) -> None:
    tag = change.client.get(change.address)["ETag"]
    # The listing moves on, with and without telling the queue; the proposal is the same.
    Pet.objects.filter(pk=change.pet.pk).update(version=40)
    refresh_item(Pet.objects.get(pk=change.pet.pk))
    assert change.decide(tag).status_code == 200
    assert Pet.objects.get(pk=change.pet.pk).description == CALM
    assert Decision.objects.get().revision_seen == 1


def test_another_proposal_is_told_with_its_difference(change: Change) -> None:
    tag = change.client.get(change.address)["ETag"]
    change.propose(CALMER)
    answer = change.decide(tag)
    assert (answer.status_code, answer.json()["version"]) == (412, 2)
    (told,) = answer.json()["difference"]
    assert (told["field"], told["was"], told["becomes"]) == ("description", CALM, CALMER)
    assert Pet.objects.get(pk=change.pet.pk).description == factories.DESCRIPTION
    fresh = change.client.get(change.address)
    assert change.decide(fresh["ETag"]).status_code == 200


def test_an_item_says_what_its_target_is_even_when_nobody_told_it(cast: Cast) -> None:
    pet, client = factories.pet(cast.petra, moderation="pending"), cast.client("mona")
    address = f"{QUEUE}/{ReviewItem.objects.get().pk}"
    first = client.get(address)
    Pet.objects.update(version=2)
    second = client.get(address)
    assert [answer.json()["version"] for answer in (first, second)] == [1, 2]
    stale = client.post(f"{address}/decide", {"action": "approve"}, headers={"If-Match": first["ETag"]})
    assert (stale.status_code, stale.json()["version"]) == (412, 2)
    fine = client.post(f"{address}/decide", {"action": "approve"}, headers={"If-Match": second["ETag"]})
    assert fine.status_code == 200, fine.json()
    assert Decision.objects.get().target_id == pet.pk


def test_own_routes_decide_on_changes_too(change: Change) -> None:
    address = f"/api/v1/pets/{change.pet.pk}"
    assert change.client.post(f"{address}/approve_change").status_code == 428
    stale = change.client.post(f"{address}/approve_change", headers={"If-Match": '"99-old"'})
    assert stale.status_code == 412
    tag = change.client.get(address)["ETag"]
    assert change.client.post(f"{address}/approve_change", headers={"If-Match": tag}).status_code == 200
    again = change.client.post(f"{address}/approve_change", headers={"If-Match": tag})
    assert again.status_code == 200, "the same person's repeat is harmless"
    assert Decision.objects.count() == 1
    assert ReviewItem.objects.get().state == "decided"


def test_own_routes_take_any_version_at_which_the_same_change_waited(change: Change) -> None:
    address = f"/api/v1/pets/{change.pet.pk}"
    first = change.client.get(address)["ETag"]
    change.propose(CALMER)
    stale = change.client.post(f"{address}/approve_change", headers={"If-Match": first})
    assert stale.status_code == 412
    assert [told["becomes"] for told in stale.json()["difference"]] == [CALMER]
    second = change.client.get(address)["ETag"]
    assert change.owner.patch(f"/api/v1/pets/{change.pet.pk}", {"breed": "Kelpie"}).status_code == 200
    assert change.client.get(address)["ETag"] != second
    assert change.client.post(f"{address}/approve_change", headers={"If-Match": second}).status_code == 200


@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize("thing", ["pet", "organization"])
def test_own_routes_refuse_a_change_that_moved_after_if_match_was_looked_at(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, thing: str, is_held: bool
) -> None:
    who = {"pet": "petra", "organization": "milo"}[thing]
    row: Any = (
        factories.pet(cast.petra) if thing == "pet" else factories.organization("Toc", founder=cast.milo)
    )
    address, owner, mona = f"/api/v1/{thing}s/{row.pk}", cast.client(who), cast.client("mona")
    assert owner.patch(address, {"description": CALM}).status_code == 200
    tag = mona.get(address)["ETag"]

    def decide_late(target: Any, **given: Any) -> Decision:
        assert owner.patch(address, {"description": CALMER}).status_code == 200
        if not is_held:  # The negative control: whatever waits now counts as seen.
            given |= {"of_row": False, "seen_version": reviewables.of_kind(f"{thing}_change").seen(row)}
        return decide(target, **given)

    monkeypatch.setattr(verbs, "decide", decide_late)
    answer = mona.post(f"{address}/approve_change", headers={"If-Match": tag})
    row.refresh_from_db()
    if not is_held:
        assert (answer.status_code, row.description) == (200, CALMER)
        return
    assert (answer.status_code, answer.json()["version"]) == (412, row.version)
    assert row.description not in (CALM, CALMER)
    assert not Decision.objects.exists()


def test_who_comes_too_late_for_a_change_learns_who_was_first(cast: Cast, change: Change) -> None:
    address, late = f"/api/v1/pets/{change.pet.pk}", cast.client("max")
    tag = change.client.get(address)["ETag"]
    assert change.client.post(f"{address}/approve_change", headers={"If-Match": tag}).status_code == 200
    for answer in (
        late.post(f"{address}/reject_change", {"reason": "photos"}, headers={"If-Match": '"1-old"'}),
        late.post(f"{address}/approve_change", headers={"If-Match": tag}),
        late.post(f"{change.address}/decide", {"action": "reject"}, headers={"If-Match": '"1-old"'}),
    ):
        assert (answer.status_code, answer.json()["decided_by"]) == (409, str(cast.mona))
    assert Decision.objects.count() == 1
