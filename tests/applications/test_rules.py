"""Who may apply for what, how often, and what the clock does."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.applications import services
from apps.applications.models import Application, Block
from apps.applications.querysets import median_reply
from apps.applications.services import bulk
from apps.applications.timeline import TOLD
from apps.applications.workflows import APPLICATION
from hearth.kernel.transactions import transactional
from tests import factories
from tests.applications.applying import ANSWERS, acting, application, neighbors
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def apply(cast: Cast, who: str, pet: Any, **body: Any) -> Any:
    address = f"/api/v1/pets/{pet.pk}/applications"
    return cast.client(who).post(address, {"applicant_info": ANSWERS, **body})


def test_nobody_applies_for_a_pet_of_their_own_or_of_their_organisation(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    own, theirs = factories.pet(cast.petra), factories.pet(cast.rosa, organization=harbour)
    assert apply(cast, "petra", own).status_code == 403
    assert {apply(cast, who, theirs).status_code for who in ("rosa", "remy")} == {403}
    assert apply(cast, "ana", theirs).status_code == 201


@pytest.mark.parametrize(
    ("placement", "code"), [("reserved", 201), ("on_hold", 409), ("adopted", 409), ("available", 201)]
)
def test_pet_is_shown_and_not_adopted(cast: Cast, placement: str, code: int) -> None:
    from tests.applications.applying import place

    pet = factories.pet(cast.petra, photo_state="")
    place(pet, placement)
    assert apply(cast, "ana", pet).status_code == code


def test_second_live_one_is_refused_with_the_first(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    first = apply(cast, "ana", pet).json()
    again = apply(cast, "ana", pet)
    assert (again.status_code, again.json()["application"]) == (409, first["id"])


def test_blocked_person_hears_the_same_as_about_a_pet_that_takes_none(cast: Cast) -> None:
    pet, gone = factories.pet(cast.petra, photo_state=""), factories.pet(cast.petra, photo_state="")
    from tests.applications.applying import place

    Block.objects.create(user=cast.petra, person=cast.ana)
    place(gone, "adopted")
    told = [{**apply(cast, "ana", each).json(), "instance": ""} for each in (pet, gone)]
    assert told[0] == told[1]
    assert not Application.objects.exists()


def test_blocked_person_sends_no_draft_and_no_answer(cast: Cast) -> None:
    draft = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft")
    asked = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="info_requested")
    Block.objects.create(user=cast.petra, person=cast.ana)
    ana, address = cast.client("ana"), f"/api/v1/applications/{draft.pk}"
    assert ana.post(f"{address}/submit").status_code == 409
    actions = {each["action"]: each["allowed"] for each in ana.get(f"{address}/actions").json()}
    assert actions["submit"] is False
    said = ana.post(f"/api/v1/applications/{asked.pk}/answer", {"message": "Listen to me."})
    assert said.status_code == 409
    assert not asked.messages.exists()


def test_an_answer_is_taken_back_by_an_empty_one(cast: Cast) -> None:
    draft = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft")
    empty: dict[str, Any] = {"agrees": False, "outdoor_space": [], "phone": "", "adults": None}
    answer = cast.client("ana").patch(f"/api/v1/applications/{draft.pk}", {"applicant_info": empty})
    assert answer.status_code == 200, answer.content
    assert ANSWERS.keys() - answer.json()["applicant_info"].keys() == empty.keys()


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "2090-01-01T10:00:00Z", "2020-01-01T10:00:00Z"])
def test_appointment_is_soon(cast: Cast, at: str) -> None:
    sent = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="under_review")
    for verb in ("invite_to_meeting", "plan_home_check"):
        answer = cast.client("petra").post(f"/api/v1/applications/{sent.pk}/{verb}", {"at": at})
        assert [error["pointer"] for error in answer.json()["errors"]] == ["/at"]


def test_five_a_day(cast: Cast) -> None:
    pets = [factories.pet(cast.petra, photo_state="") for _ in range(6)]
    assert [apply(cast, "ana", pet).status_code for pet in pets] == [201] * 5 + [429]


def test_reminds_then_tells_others_and_then_is_quiet(cast: Cast, mailoutbox: list[Any]) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    late = timezone.now() - timedelta(days=4)
    application(pet, cast.ana, respond_by=late)
    assert cast.sam.is_active
    now = timezone.now()
    assert [services.remind_of_overdue(now) for _ in range(2)] == [1, 0]
    assert [services.escalate_overdue(now) for _ in range(2)] == [1, 0]
    drain()
    told = sorted((mail.to[0].partition("@")[0], mail.subject.split(" ")[0]) for mail in mailoutbox)
    assert told == [("ana", "Harbour"), ("rosa", "An"), ("rosa", "Somebody"), ("sam", "An")]
    inbox = f"/api/v1/organizations/{harbour.pk}/applications"
    assert len(cast.client("rosa").get(f"{inbox}?overdue=true").json()["results"]) == 1
    assert cast.client("rosa").get(f"{inbox}?overdue=false").json()["results"] == []


def test_drafts_end_after_a_month(cast: Cast) -> None:
    rows = [
        application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft") for _ in range(2)
    ]
    old = timezone.now() - timedelta(days=31)
    Application.objects.filter(pk=rows[0].pk).update(updated_at=old)
    assert services.expire_drafts(timezone.now()) == 1
    assert set(Application.objects.values_list("status", flat=True)) == {"expired", "draft"}


def test_triage_answers_for_each_row(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    people = neighbors(2)
    good, read = application(pet, people[0]), application(pet, people[1], status="under_review")
    ids = [str(good.pk), str(read.pk), "0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"]
    answer = cast.client("petra").post("/api/v1/applications/triage", {"ids": ids, "verb": "begin_review"})
    found = answer.json()["results"]
    assert [(row["ok"], (row["problem"] or {}).get("status")) for row in found] == [
        (True, None),
        (False, 409),
        (False, 404),
    ]
    refused = cast.client("petra").post("/api/v1/applications/triage", {"ids": ids, "verb": "reject"})
    assert refused.status_code == 422


def test_triage_shows_no_mistake_of_ours_as_a_refusal(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    rows = [application(pet, person) for person in neighbors(3)]
    reject = bulk.VERBS["reject"]

    @transactional
    def breaks_in_the_middle(row: Application, **how: Any) -> Application:
        moved = reject(row, **how)
        if row.pk == rows[1].pk:
            raise ZeroDivisionError
        return moved

    client, page = cast.client("petra"), cast.browser("petra")
    client.raise_request_exception = page.raise_request_exception = False
    body = {"ids": [str(row.pk) for row in rows], "verb": "reject", "reason": "time"}
    with monkeypatch.context() as patch:
        patch.setitem(bulk.VERBS, "reject", breaks_in_the_middle)
        broken = client.post("/api/v1/applications/triage", body)
        assert (broken.status_code, broken.json()["code"]) == (500, "server_error")
        assert page.post("/my/applications/received/triage", body).status_code == 500
    assert [Application.objects.get(pk=row.pk).status for row in rows] == [
        "rejected",
        "submitted",
        "submitted",
    ]
    again = client.post("/api/v1/applications/triage", body).json()["results"]
    assert [row["status"] for row in again] == ["rejected"] * 3


def test_triage_says_of_a_row_what_the_database_refuses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    rows = [application(pet, person) for person in neighbors(2)]

    @transactional
    def twice(row: Application, **how: Any) -> Application:
        Application.objects.filter(pk=row.pk).update(user=rows[1].user)
        return row

    monkeypatch.setitem(bulk.VERBS, "begin_review", twice)
    body = {"ids": [str(row.pk) for row in rows], "verb": "begin_review"}
    found = cast.client("petra").post("/api/v1/applications/triage", body).json()["results"]
    assert [(row["ok"], (row["problem"] or {}).get("status")) for row in found] == [
        (False, 409),
        (True, None),
    ]


def test_says_how_quick_a_rescue_is_only_when_it_can_tell(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    now = timezone.now()
    assert median_reply(harbour.pk) is None
    sent = now - timedelta(days=3)
    states = ("under_review", "rejected", "waitlisted")
    for hours, status, person in zip((1, 5, 30), states, neighbors(3), strict=True):
        heard = sent + timedelta(hours=hours)
        application(pet, person, status=status, submitted_at=sent, reviewed_at=None, replied_at=heard)
    application(pet, cast.ana, status="under_review", submitted_at=sent, reviewed_at=now)
    assert median_reply(harbour.pk) == timedelta(hours=5)


def test_history_tells_of_every_verb_what_happened() -> None:
    assert {verb.event for verb in APPLICATION.verbs} <= TOLD.keys()
    buttons = {verb.label for verb in APPLICATION.verbs} - {"Still interested"}
    assert buttons.isdisjoint(TOLD.values())


@pytest.mark.parametrize("word", ["read", "no", "message", "line"])
def test_any_first_word_is_a_reply(cast: Cast, word: str) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    row, petra = application(pet, cast.ana), acting(cast.petra)
    services.write_message(row, text="Have you read it?", by=acting(cast.ana))
    assert Application.objects.get(pk=row.pk).replied_at is None
    if word == "line":
        application(pet, cast.milo, status="approved")
        services.waitlist_application(row, by=petra)
    elif word == "no":
        services.reject_application(row, by=petra, reason="distance")
    elif word == "message":
        services.write_message(row, text="On Saturday.", by=petra)
    else:
        services.begin_review(row, by=petra)
    first = Application.objects.get(pk=row.pk).replied_at
    assert first is not None
    services.write_message(row, text="Until then!", by=petra)
    assert Application.objects.get(pk=row.pk).replied_at == first


def test_a_place_that_the_line_gives_is_no_reply(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    has_it = application(pet, cast.milo, status="approved")
    waits = application(pet, cast.ana, status="waitlisted", reviewed_at=None)
    services.take_it_for_me(waits, by=acting(cast.ana))
    services.reject_application(has_it, by=acting(cast.petra), reason="distance")
    given = Application.objects.get(pk=waits.pk)
    assert (given.status, given.reviewed_at is None, given.replied_at) == ("under_review", False, None)


def test_asked_for_more_answers_may_be_changed(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    row = application(pet, cast.ana, status="info_requested")
    services.edit_application(row, by=acting(cast.ana), answers={"adults": 3, "phone": None})
    address = f"/api/v1/applications/{row.pk}"
    refused = cast.client("ana").post(f"{address}/answer", {})
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/applicant_info/phone"]
    cast.client("ana").patch(address, {"applicant_info": {"phone": "0491 570 157"}})
    assert cast.client("ana").post(f"{address}/answer", {}).json()["status"] == "under_review"
