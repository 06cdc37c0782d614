"""One appeal per decision, within twenty days, decided by somebody else than who decided first."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.moderation.models import Appeal, Decision, ReviewItem
from apps.moderation.policies import REVIEWS
from apps.moderation.services import decide, standing
from apps.moderation.services.impartiality import OVERRULED, SECOND_LOOK
from apps.organizations.models import Membership
from hearth.kernel.authorization import Policy
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import NotAllowed
from tests import factories
from tests.cast import Cast
from tests.moderation.records import locked_tables

pytestmark = pytest.mark.django_db
QUEUE = "/api/v1/review/items"
REASONS = {"reject": "selling", "remove": "scam"}


def decided(cast: Cast, thing: Any, action: str, *, by: str = "mona") -> Decision:
    """What Mona decides against somebody; `remove` of what is shown, `reject` of what waits."""
    return decide(
        thing, by=cast.subject(by), action=action, reason=REASONS[action], seen_version=thing.version
    )


def appeal(cast: Cast, who: str, decision: Decision, text: str = "It is no scam.") -> Any:
    return cast.client(who).post(f"/api/v1/decisions/{decision.pk}/appeal", {"text": text})


def answer(cast: Cast, who: str, action: str, reason: str, note: str = "") -> Any:
    client, item = cast.client(who), ReviewItem.objects.get(kind="appeal", state="open")
    tag = client.get(f"{QUEUE}/{item.pk}")["ETag"]
    body = {"action": action, "reason": reason, "note": note}
    return client.post(f"{QUEUE}/{item.pk}/decide", body, headers={"If-Match": tag})


def told(cast: Cast, who: str) -> list[str]:
    rows = cast.client(who).get("/api/v1/users/me/notifications").json()["results"]
    return [row["kind"] for row in rows]


def test_granted_removal_is_shown_again_and_is_no_strike_any_more(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Biscuit")
    decision = decided(cast, pet, "remove")
    assert standing(cast.petra).last_strike is not None
    filed = appeal(cast, "petra", decision)
    assert (filed.status_code, filed.json()["appeal"]["state"]) == (201, "open")
    assert filed["Location"].endswith(f"/decisions/{decision.pk}")
    assert answer(cast, "max", "approve", "mistake", "Sorry.").status_code == 200
    pet.refresh_from_db()
    assert (pet.moderation, Appeal.objects.get().state) == ("approved", "granted")
    restored = Decision.objects.get(action="restore")
    assert (restored.kind, restored.overturns, restored.reviewer) == ("pet", decision, cast.max)
    assert standing(cast.petra).last_strike is None
    drain()
    assert "appeal.granted" in told(cast, "petra")
    assert "It is shown again" in mail.outbox[-1].body
    own = cast.client("petra").get(f"/api/v1/decisions/{decision.pk}").json()
    assert own["appeal"]["state"] == "granted"
    allowed = cast.client("petra").get(f"/api/v1/decisions/{decision.pk}/actions").json()
    assert {"action": "appeal", "allowed": False, "rule": "not_appealable"} in allowed


def test_granted_rejection_waits_for_review_again(cast: Cast) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    decision = decided(cast, pet, "reject")
    appeal(cast, "petra", decision)
    assert answer(cast, "max", "approve", "new_facts").status_code == 200
    pet.refresh_from_db()
    assert pet.moderation == "pending"
    item = ReviewItem.objects.get(state="open")
    assert (item.kind, item.origin, item.submitter) == ("pet", "appealed", cast.petra)
    drain()
    assert "waits for review again" in mail.outbox[-1].body
    # Whose decision was taken back does not make it again, by whatever way; anybody else decides.
    address, mona, reason = f"{QUEUE}/{item.pk}", cast.client("mona"), {"reason": "selling"}
    seen = {"If-Match": f'"{pet.version}-seen"'}
    for refused in (
        mona.post(f"{address}/claim"),
        mona.post(f"{address}/decide", {"action": "reject", **reason}, headers=seen),
        mona.post(f"/api/v1/pets/{pet.pk}/reject", reason, headers=seen),
    ):
        assert (refused.status_code, refused.json()["detail"]) == (403, OVERRULED)
    for told_of in (address, f"/api/v1/pets/{pet.pk}"):
        rows = mona.get(f"{told_of}/actions").json()
        rules = {row["rule"] for row in rows if row["action"] in ("decide", "claim", "reject")}
        assert rules == {SECOND_LOOK}, rows
    desk = cast.browser("mona").get(f"/admin/moderation/reviewitem/desk/items/{item.pk}/")
    assert OVERRULED in desk.content.decode()
    with pytest.raises(NotAllowed, match="taken back"):
        decided(cast, pet, "reject")
    assert cast.client("max").post(f"{address}/claim").status_code == 200
    assert decided(cast, pet, "reject", by="max").reviewer == cast.max


def test_denied_is_the_last_word_and_says_why(cast: Cast) -> None:
    decision = decided(cast, factories.pet(cast.petra), "remove")
    appeal(cast, "petra", decision)
    with CaptureQueriesContext(connection) as queries:
        assert answer(cast, "max", "reject", "stands", "We both looked.").status_code == 200
    places = [locked_tables(queries).index(name) for name in ("listings_pet", "moderation_appeal")]
    assert places == sorted(places), "as for whoever appeals: the other way round, both would wait forever"
    drain()
    assert "appeal.denied" in told(cast, "petra")
    assert "We both looked." in mail.outbox[-1].body
    again = appeal(cast, "petra", decision, "Please!")
    assert (again.status_code, again.json()["appeal"]["state"]) == (200, "denied")
    assert (Appeal.objects.count(), standing(cast.petra).last_strike) == (1, decision.decided_at)


def test_repeat_is_harmless(cast: Cast) -> None:
    decision = decided(cast, factories.pet(cast.petra), "remove")
    appeal(cast, "petra", decision)
    again = appeal(cast, "petra", decision, "In other words.")
    assert (again.status_code, again.json()["appeal"]["text"]) == (200, "It is no scam.")
    assert Event.objects.filter(name="appeal.filed").count() == 1


@pytest.mark.parametrize(("days", "code"), [(19, 201), (21, 409)])
def test_twenty_days_are_the_time_for_it(cast: Cast, days: int, code: int) -> None:
    decision = decided(cast, factories.pet(cast.petra), "remove")
    Decision.objects.update(decided_at=timezone.now() - timedelta(days=days))
    found = appeal(cast, "petra", decision)
    assert found.status_code == code
    if code == 409:
        assert found.json()["code"] == "too_late"


def test_only_what_is_still_as_the_decision_left_it(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    decision = decided(cast, pet, "remove")
    assert cast.client("petra").post(f"/api/v1/pets/{pet.pk}/withdraw").status_code == 200
    assert appeal(cast, "petra", decision).json()["code"] == "wrong_state"


def test_granted_says_nothing_of_what_a_newer_change_replaced(cast: Cast) -> None:
    """The rejected change is no strike any more, but its owner has sent another meanwhile."""
    petra, pet = cast.client("petra"), factories.pet(cast.petra)
    for number, words in enumerate(("One.", "Two.")):
        petra.patch(f"/api/v1/pets/{pet.pk}", {"description": f"{factories.DESCRIPTION} {words}"})
        if number == 0:
            given: dict[str, Any] = {"action": "reject", "reason": "contact_details", "seen_version": 1}
            decision = decide(pet, by=cast.subject("mona"), kind="pet_change", **given)
            appeal(cast, "petra", decision)
    assert answer(cast, "max", "approve", "mistake").status_code == 200
    assert standing(cast.petra).last_strike is None
    drain()
    assert "took the decision back" in mail.outbox[-1].body
    assert "waits for review again" not in mail.outbox[-1].body
    assert "shown again" not in mail.outbox[-1].body


@pytest.mark.parametrize("way", ["withdrawn", "erased"])
def test_closes_by_itself_when_the_thing_moves_on(cast: Cast, way: str) -> None:
    pet, petra = factories.pet(cast.petra), cast.client("petra")
    appeal(cast, "petra", decided(cast, pet, "remove"))
    if way == "withdrawn":
        assert petra.post(f"/api/v1/pets/{pet.pk}/withdraw").status_code == 200
    else:
        assert petra.delete("/api/v1/users/me").status_code == 204
    assert answer(cast, "max", "approve", "mistake").status_code == 409
    drain()
    closed = Appeal.objects.get()
    assert (closed.state, closed.text) == ("closed", "It is no scam." if way == "withdrawn" else "")
    assert ReviewItem.objects.get(kind="appeal").state == "withdrawn"
    if way == "withdrawn":
        assert "appeal.closed" in told(cast, "petra")


def test_erased_appellant_leaves_the_appeal_to_their_organization(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy, "admin")
    pet = factories.pet(cast.rosa, organization=harbour)
    appeal(cast, "remy", decided(cast, pet, "remove"))
    assert cast.client("remy").delete("/api/v1/users/me").status_code == 204
    drain()
    left = Appeal.objects.get()
    assert (left.state, left.text) == ("open", "")
    assert answer(cast, "max", "approve", "mistake").status_code == 200
    drain()
    assert "appeal.granted" in told(cast, "rosa")
    assert not Delivery.objects.exclude(state="done").exists()


def test_somebody_else_of_the_organization_was_first(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet = factories.pet(cast.remy, organization=harbour)
    decision = decided(cast, pet, "remove")
    assert appeal(cast, "rosa", decision).status_code == 201
    second = appeal(cast, "remy", decision)
    assert (second.status_code, second.json()["code"]) == (409, "already_appealed")
    answer(cast, "max", "reject", "stands")
    drain()
    assert "appeal.denied" in told(cast, "rosa")
    assert "appeal.denied" in told(cast, "remy")


def test_suspended_organization_can_be_answered_for(cast: Cast) -> None:
    """Suspension takes every capability; appealing is what is left to the highest role."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    factories.membership(harbour, cast.petra, "admin")
    body, seen = {"reason": "safety"}, {"If-Match": '"1-seen"'}
    address = f"/api/v1/organizations/{harbour.pk}/suspend"
    assert cast.client("mona").post(address, body, headers=seen).status_code == 200
    decision = Decision.objects.get()
    assert appeal(cast, "remy", decision).status_code == 404
    Membership.objects.filter(user=cast.rosa).update(status="left")
    assert appeal(cast, "rosa", decision).status_code == 404
    assert appeal(cast, "petra", decision).status_code == 201
    assert answer(cast, "max", "approve", "mistake").status_code == 200
    harbour.refresh_from_db()
    assert harbour.status == "approved"


def test_first_reviewer_is_refused_politely(cast: Cast) -> None:
    appeal(cast, "petra", decided(cast, factories.pet(cast.petra), "remove"))
    refused = answer(cast, "mona", "approve", "mistake")
    assert (refused.status_code, refused.json()["rule"]) == (403, "not your_first_reviewer")
    assert "somebody else decides" in refused.json()["detail"]
    assert Appeal.objects.get().state == "open"


def test_database_refuses_the_first_reviewer(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every policy in between switched off, the check on the row is what is left."""
    decision = decided(cast, factories.pet(cast.petra), "remove")
    appeal(cast, "petra", decision)
    for model, verbs in ((Appeal, ("grant", "deny")), (Decision, ("restore",))):
        for verb in verbs:
            monkeypatch.setitem(Policy.of(model).actions, verb, REVIEWS)
    refused = answer(cast, "mona", "reject", "stands")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert "somebody else decides" in refused.json()["detail"]
    # The control: the same by somebody else goes through.
    assert answer(cast, "max", "reject", "stands").status_code == 200


def test_database_knows_who_the_first_reviewer_was(cast: Cast) -> None:
    """Nobody gets round the check by naming somebody else, then or later."""
    decision = decided(cast, factories.pet(cast.petra), "remove")
    facts = {"decision": decision, "appellant": cast.petra, "text": "Why?"}
    with pytest.raises(IntegrityError, match="appeal_first_reviewer_decided"), transaction.atomic():
        Appeal.objects.create(**facts, first_reviewer=cast.max)
    Appeal.objects.create(**facts, first_reviewer=cast.mona)
    for rows, change in (
        (Appeal.objects, {"first_reviewer": cast.max}),
        (Decision.objects, {"reviewer": cast.max}),
    ):
        with pytest.raises(IntegrityError, match="appeal_first_reviewer_decided"), transaction.atomic():
            rows.update(**change)
    own = {"state": "denied", "decided_by": cast.mona, "settled_at": timezone.now()}
    with pytest.raises(IntegrityError, match="appeal_decided_by_another"), transaction.atomic():
        Appeal.objects.update(**own)
    Appeal.objects.update(**own | {"decided_by": cast.max})


def test_own_decisions_tell_what_can_be_appealed_against(cast: Cast) -> None:
    shown, sent = factories.pet(cast.petra, name="Shown"), factories.pet(cast.petra, moderation="pending")
    removed = decided(cast, shown, "remove")
    decide(sent, by=cast.subject("mona"), action="approve", seen_version=1)
    rows = cast.client("petra").get("/api/v1/users/me/decisions").json()["results"]
    assert [(row["action"], row["appealable_until"] is not None) for row in rows] == [
        ("approve", False),
        ("remove", True),
    ]
    assert rows[1]["id"] == str(removed.pk)
    assert "reviewer" not in rows[1]
    assert cast.client("mona").get("/api/v1/users/me/decisions").json()["results"] == []
    assert cast.client("ana").get(f"/api/v1/decisions/{removed.pk}").status_code == 404


@pytest.mark.parametrize("owner", ["petra", "mona"])
def test_what_reporters_are_told_is_not_for_the_reported(cast: Cast, owner: str) -> None:
    """They learn of a report by what happens to the thing, and of a dismissal never; reviewers neither."""
    pet = factories.pet(cast.person(owner))
    cast.client("ana").post("/api/v1/reports", {"kind": "pet", "target": str(pet.pk), "reason": "scam"})
    client, item = cast.client("max"), ReviewItem.objects.get()
    tag = client.get(f"{QUEUE}/{item.pk}")["ETag"]
    body = {"action": "reject", "reason": "no_breach", "note": "Ana is wrong."}
    client.post(f"{QUEUE}/{item.pk}/decide", body, headers={"If-Match": tag})
    decision, reported = Decision.objects.get(), cast.client(owner)
    assert decision.submitter == cast.person(owner)
    assert reported.get(f"/api/v1/decisions/{decision.pk}").status_code == 404
    assert client.get(f"/api/v1/decisions/{decision.pk}").status_code == 200
    assert reported.get("/api/v1/users/me/decisions").json()["results"] == []
    export = reported.get("/api/v1/users/me/export").json()
    assert export.keys().isdisjoint({"moderation.decision", "moderation.reviewitem"})
    assert standing(cast.person(owner)).last_strike is None
