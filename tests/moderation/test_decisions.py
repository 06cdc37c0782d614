"""What a decision does, what it leaves alone, and what happens when it breaks half-way."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from apps.listings.models import Pet
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import decide
from hearth.kernel.events import record
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import Invalid, NotAllowed
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_closes_the_item_and_writes_down_who_saw_what(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    decide(
        pet,
        by=cast.subject("mona"),
        action="request_changes",
        reason="photos",
        note=" Closer, please ",
        seen_version=1,
    )
    decision, item = Decision.objects.get(), ReviewItem.objects.get()
    assert (decision.item, decision.reviewer, decision.submitter) == (item, cast.mona, cast.petra)
    assert (decision.revision_seen, decision.reason, decision.note) == (1, "photos", "Closer, please")
    assert item.state == "decided"
    event = Event.objects.get(name="pet.changes_requested")
    assert (event.from_state, event.to_state, event.reason) == ("pending", "changes_requested", "photos")
    assert event.data == {"decision": str(decision.pk)}


def test_demands_a_reason_for_a_no(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    for reason in ("", "photos"):
        with pytest.raises(Invalid):
            decide(pet, by=cast.subject("mona"), action="reject", reason=reason, seen_version=1)
    assert Pet.objects.get().moderation == "pending"


def test_does_not_approve_before_a_photo_is_ready(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending", photo_state="processing")
    answer = cast.client("mona").post(f"/api/v1/pets/{pet.pk}/approve", headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["reason"]) == (409, "photo_not_ready")


def test_refuses_the_own_listing_and_the_own_organizations(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.mona)
    own = factories.pet(cast.mona, moderation="pending")
    ours = factories.pet(cast.rosa, moderation="pending", organization=harbour)
    for pet in (own, ours):
        with pytest.raises(NotAllowed):
            decide(pet, by=cast.subject("mona"), action="approve", seen_version=1)
    decide(own, by=cast.subject("max"), action="approve", seen_version=1)
    decide(ours, by=cast.subject("max"), action="approve", seen_version=1)


def test_database_refuses_a_decision_on_ones_own(cast: Cast) -> None:
    facts: dict[str, Any] = {"kind": "pet", "target_id": cast.mona.pk, "revision_seen": 1, "id": cast.mona.pk}
    with pytest.raises(IntegrityError, match="decision_not_on_own"), transaction.atomic():
        Decision.objects.create(action="approve", reviewer=cast.mona, submitter=cast.mona, **facts)
    with pytest.raises(IntegrityError, match="decision_says_why"), transaction.atomic():
        Decision.objects.create(action="reject", reviewer=cast.mona, submitter=cast.petra, **facts)
    Decision.objects.create(action="approve", reviewer=cast.mona, submitter=cast.petra, **facts)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("breaks", ["_write", "wake_after_commit"])
def test_crash_between_change_and_event_leaves_neither(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    before = (Event.objects.count(), Delivery.objects.count())

    def crash(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the power went out")

    monkeypatch.setattr(f"hearth.kernel.events.recording.{breaks}", crash)
    with pytest.raises(RuntimeError, match="power"):
        decide(pet, by=cast.subject("mona"), action="approve", seen_version=1)
    monkeypatch.undo()
    assert Pet.objects.get().moderation == "pending"
    assert (Event.objects.count(), Delivery.objects.count()) == before
    assert not Decision.objects.exists()
    assert ReviewItem.objects.get().state == "open"


@pytest.mark.django_db(transaction=True)
def test_refuses_to_record_outside_the_transaction_of_the_change(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    with pytest.raises(RuntimeError, match="outside the transaction"):
        record("pet.edited", pet, by=cast.subject("petra"))
