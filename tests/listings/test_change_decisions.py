"""Reviewers decide on a change as they saw it; its owner is told, and can go on from what was turned down."""

from typing import Any

import pytest

from apps.listings.models import Pet
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import restore
from apps.notifications.models import Mail
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event, Revision
from tests import factories
from tests.cast import Cast
from tests.listings.test_changes import OTHER, at

pytestmark = pytest.mark.django_db

REFUSED = {"reason": "contact_details"}


@pytest.fixture
def pet(cast: Cast) -> Pet:
    """Petra's published pet with a change that waits: other words, another fee."""
    made = factories.pet(cast.petra)
    change = {"description": OTHER, "adoption_fee": "80.00"}
    assert cast.client("petra").patch(at(made), change).status_code == 200
    return made


def decide(cast: Cast, pet: Pet, verb: str, who: str = "mona", tag: str = "", **given: Any) -> Any:
    client = cast.client(who)
    seen = {"If-Match": tag or client.get(at(pet))["ETag"]}
    return client.post(f"{at(pet)}/{verb}", given, headers=seen)


def test_approved_change_is_public(cast: Cast, pet: Pet) -> None:
    published = Pet.objects.get().published_at
    assert decide(cast, pet, "approve_change").status_code == 200
    shown = cast.client().get(at(pet)).json()
    assert (shown["description"], shown["adoption_fee"]) == (OTHER, "80.00")
    assert Pet.objects.get().published_at == published
    decision, revision = Decision.objects.get(), Revision.objects.get()
    assert (decision.kind, decision.action, decision.revision_seen) == ("pet_change", "approve", 1)
    assert (revision.state, ReviewItem.objects.get().state) == ("approved", "decided")
    drain()
    assert Mail.objects.get().kind == "pet.change_approved"


def test_rejected_change_leaves_all_as_it_was_and_says_why(cast: Cast, pet: Pet) -> None:
    before = cast.client().get(at(pet)).json()["description"]
    answer = decide(cast, pet, "reject_change", **REFUSED, note="There is a phone number in it.")
    assert answer.status_code == 200
    assert cast.client().get(at(pet)).json()["description"] == before
    mine = cast.client("petra").get(at(pet)).json()
    assert mine["pending_revision"] is None
    refused = mine["rejected_revision"]
    assert refused["decision"]["reason"] == "contact_details"
    assert refused["decision"]["note"] == "There is a phone number in it."
    assert "description" in {row["field"] for row in refused["changes"]}
    drain()
    mail = Mail.objects.get()
    assert (mail.kind, mail.context["note"]) == ("pet.change_rejected", "There is a phone number in it.")
    again = cast.client("petra").patch(at(pet), {"description": OTHER}).json()
    assert (again["pending_revision"]["number"], again["rejected_revision"]) == (2, None)


def test_edit_while_somebody_decides_is_412_with_the_difference(cast: Cast, pet: Pet) -> None:
    seen = cast.client("mona").get(at(pet))["ETag"]
    item = ReviewItem.objects.get()
    newest = f"{OTHER} Call me."
    cast.client("petra").patch(at(pet), {"description": newest})
    at_desk = cast.client("max").post(
        f"/api/v1/review/items/{item.pk}/decide", {"action": "approve"}, headers={"If-Match": '"1-seen"'}
    )
    for late in (decide(cast, pet, "approve_change", tag=seen), at_desk):
        assert late.status_code == 412
        assert [(row["field"], row["was"], row["becomes"]) for row in late.json()["difference"]] == [
            ("description", OTHER, newest)
        ]
    assert not Decision.objects.exists()
    assert decide(cast, pet, "approve_change").status_code == 200
    assert Decision.objects.get().revision_seen == 2


def test_who_comes_too_late_learns_who_was_first(cast: Cast, pet: Pet) -> None:
    seen = cast.client("mona").get(at(pet))["ETag"]
    assert decide(cast, pet, "approve_change", tag=seen).status_code == 200
    assert decide(cast, pet, "approve_change", tag=seen).status_code == 200  # a repeat
    late = decide(cast, pet, "reject_change", who="max", tag=seen, **REFUSED)
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
    assert late.json()["decided_by"] == cast.mona.display_name
    assert Decision.objects.count() == 1
    assert Event.objects.filter(name__startswith="pet.change_").count() == 1


def test_with_nothing_waiting_there_is_nothing_to_decide(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    for who, verb in (("mona", "approve_change"), ("mona", "reject_change"), ("petra", "withdraw_change")):
        answer = cast.client(who).post(f"{at(pet)}/{verb}")
        assert (answer.status_code, answer.json()["state"]) == (409, "approved")
    actions = {row["action"]: row for row in cast.client("mona").get(f"{at(pet)}/actions").json()}
    assert actions["approve_change"] == {"action": "approve_change", "allowed": False, "rule": "state"}


def test_nobody_decides_on_a_change_of_their_own(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.mona)
    pet = factories.pet(cast.rosa, organization=harbour)
    cast.client("rosa").patch(at(pet), {"description": OTHER})
    assert decide(cast, pet, "approve_change").status_code == 403
    item = ReviewItem.objects.get()
    answer = cast.client("mona").post(
        f"/api/v1/review/items/{item.pk}/decide", {"action": "approve"}, headers={"If-Match": '"1-seen"'}
    )
    assert answer.status_code == 403


def test_reviewers_see_what_would_change(cast: Cast, pet: Pet) -> None:
    item = ReviewItem.objects.get()
    page = cast.browser("mona").get(f"/admin/moderation/reviewitem/desk/items/{item.pk}/").content.decode()
    assert "bicycle" in page
    assert "A$80" in page


def test_granted_appeal_brings_the_change_back_to_review(cast: Cast, pet: Pet) -> None:
    decide(cast, pet, "reject_change", **REFUSED)
    restore(Decision.objects.get(), by=cast.subject("max"))
    item = ReviewItem.objects.waiting().get()
    assert (item.kind, item.revision) == ("pet_change", 2)
    assert cast.client("petra").get(at(pet)).json()["pending_revision"]["number"] == 2
    assert decide(cast, pet, "approve_change", who="sam").status_code == 200
    assert cast.client().get(at(pet)).json()["description"] == OTHER


@pytest.mark.parametrize("given_up", [True, False])
def test_granted_appeal_reopens_nothing_once_its_owner_has_moved_on(
    cast: Cast, pet: Pet, given_up: bool
) -> None:
    decide(cast, pet, "reject_change", **REFUSED)
    petra = cast.client("petra")
    petra.patch(at(pet), {"description": f"{OTHER} In the evening, too."})
    if given_up:
        petra.post(f"{at(pet)}/withdraw_change")
    restore(Decision.objects.get(), by=cast.subject("max"))
    assert Decision.objects.filter(action="restore").exists()  # it is no strike any more
    assert not Event.objects.filter(name="pet.change_reopened").exists()
    assert Revision.objects.get(number=2).state == ("superseded" if given_up else "open")
    assert ReviewItem.objects.waiting().count() == (0 if given_up else 1)
