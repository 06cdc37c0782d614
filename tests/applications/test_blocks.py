"""Keeping somebody away: they learn nothing of it, and nothing of theirs arrives."""

from typing import Any

import pytest

from apps.accounts.models import User
from apps.accounts.services import erase_person
from apps.applications.blocks import is_blocked
from apps.applications.models import Block, Message, Question
from hearth.kernel.models import Event
from tests import factories
from tests.applications import applying, asked
from tests.cast import Cast

pytestmark = pytest.mark.django_db

API = "/api/v1"
MINE = f"{API}/users/me/blocks"


def test_blocked_reads_what_everybody_reads_of_a_pet_that_takes_none(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    closed = factories.pet(cast.petra, photo_state="", placement="reserved")
    question = asked.question(pet, cast.ana)
    made = cast.client("petra").post(MINE, {"question": str(question.pk), "note": "Every day."})
    assert made.status_code == 201, made.content
    assert made.json()["name"] == "Ana Ruiz"
    again = cast.client("petra").post(MINE, {"question": str(question.pk)})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])

    ana = cast.client("ana")
    answers = [ana.post(f"{API}/pets/{each.pk}/questions", {"text": "Why?"}) for each in (pet, closed)]
    without_ids = [{**answer.json(), "instance": ""} for answer in answers]
    assert answers[0].status_code == 409
    assert without_ids[0] == without_ids[1]
    headers = [{name for name in answer.headers if name != "X-Request-Id"} for answer in answers]
    assert headers[0] == headers[1]
    pages = [cast.browser("ana").get(f"/pets/{each.pk}").content.decode() for each in (pet, closed)]
    assert all("takes no questions just now" in page and "Ask</button>" not in page for page in pages)
    # Nothing of hers arrived, nobody was told, and what she asked before she still reads.
    assert Question.objects.count() == 1
    assert not Event.objects.filter(name="question.asked").exists()
    assert ana.get(f"{API}/questions/{question.pk}").json()["status"] == "pending"
    assert cast.client("petra").get(f"{API}/users/me/questions/received").json()["results"] == []
    assert cast.client("milo").post(f"{API}/pets/{pet.pk}/questions", {"text": "Why?"}).status_code == 201

    assert cast.client("petra").delete(f"{API}/blocks/{made.json()['id']}").status_code == 204
    assert ana.post(f"{API}/pets/{pet.pk}/questions", {"text": "Why?"}).status_code == 201
    assert list(Event.objects.filter(target_type="applications.block").values_list("name", flat=True)) == [
        "block.made",
        "block.lifted",
    ]


def test_blocked_writes_where_nobody_could_read_it(cast: Cast) -> None:
    """No messages are taken from them, word for word as where the owner cannot read any for a while."""
    rows = [
        applying.application(factories.pet(owner, photo_state=""), cast.ana, status="info_requested")
        for owner in (cast.petra, cast.remy, cast.milo)
    ]
    asked.block(cast.ana, by=cast.petra)
    User.objects.filter(pk=cast.remy.pk).update(status="suspended")
    ana, browser = cast.client("ana"), cast.browser("ana")

    def told(of: Any) -> list[Any]:
        address, page = f"{API}/applications/{of.pk}", of.get_absolute_url()
        actions = {each["action"]: each for each in ana.get(f"{address}/actions").json()}
        said = [
            ana.post(f"{address}/messages", {"text": "Listen."}),
            ana.post(f"{address}/answer", {"message": "Listen."}),
        ]
        sent = browser.post(f"{page}/messages", {"text": "Listen."}, follow=True).content.decode()
        pages = [sent, *(browser.get(f"{page}{more}").content.decode() for more in ("", "/check"))]
        refused = "No messages are taken here just now."
        shown = [(words.count(refused), words.count("Send message")) for words in pages]
        return [[{**each.json(), "instance": ""} for each in said], actions["write_message"], shown]

    assert told(rows[0]) == told(rows[1])
    assert told(rows[0])[0][0]["status"] == 409
    assert told(rows[0])[1]["rule"] == "takes_messages"
    assert not Message.objects.exists()
    # Without words she may still send her answers again, and reads what is written to her.
    assert ana.post(f"{API}/applications/{rows[0].pk}/answer").status_code == 200
    assert ana.post(f"{API}/applications/{rows[2].pk}/messages", {"text": "Hello."}).status_code == 201
    written = {"text": "Is there a lift?"}
    assert cast.client("petra").post(f"{API}/applications/{rows[0].pk}/messages", written).status_code == 201
    assert "Is there a lift?" in browser.get(rows[0].get_absolute_url()).content.decode()


def test_organization_blocks_for_all_of_its_pets_and_no_others(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    ours = [factories.pet(cast.rosa, organization=harbour, photo_state="") for _ in range(2)]
    own = factories.pet(cast.rosa, photo_state="")
    question = asked.question(ours[0], cast.ana)
    place = f"{API}/organizations/harbour-paws/blocks"
    # Not for herself what was asked of the rescue, nor for the rescue what others see.
    assert cast.client("remy").post(MINE, {"question": str(question.pk)}).status_code == 422
    assert cast.client("milo").post(place, {"question": str(question.pk)}).status_code == 403
    assert cast.client("remy").post(place, {"question": str(question.pk)}).status_code == 201
    assert [is_blocked(cast.ana.pk, pet) for pet in (*ours, own)] == [True, True, False]
    assert not is_blocked(cast.petra.pk, ours[0])
    [row] = cast.client("rosa").get(place).json()["results"]
    assert row["made_by"] == "Remy Duarte"
    assert cast.client("ana").get(place).json()["results"] == []
    assert cast.client("rosa").delete(f"{API}/blocks/{row['id']}").status_code == 204


def test_is_found_by_what_was_written_alone(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    application = applying.application(pet, cast.ana)
    bad: list[Any] = [
        {},
        {"note": "Nobody."},
        {"question": 7},
        {"question": "ana"},
        {"question": str(application.pk)},
        {"person": str(cast.ana.pk)},
        {"application": str(application.pk), "question": str(application.pk)},
        {"application": str(application.pk), "note": "x" * 301},
        [str(application.pk)],
    ]
    for body in bad:
        answer = cast.client("petra").post(MINE, body)
        assert answer.status_code in (400, 422), (body, answer.content)
    assert cast.client("milo").post(MINE, {"application": str(application.pk)}).status_code == 422
    assert cast.client("ana").post(MINE, {"application": str(application.pk)}).status_code == 422
    assert cast.client("petra").post(MINE, {"application": str(application.pk)}).status_code == 201
    assert is_blocked(cast.ana.pk, pet)


def test_goes_with_either_account(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    asked.block(cast.ana, by=cast.petra)
    kept = asked.block(cast.milo, by=cast.remy, organization=harbour)
    asked.block(cast.milo, by=cast.petra)
    erase_person(cast.ana, by=cast.subject("ana"))
    assert Block.objects.filter(user=cast.petra).count() == 1
    erase_person(cast.petra, by=cast.subject("petra"))
    erase_person(cast.remy, by=cast.subject("remy"))
    assert list(Block.objects.all()) == [kept]  # the rescue's own


def test_pages_ask_before_they_block(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    question = asked.question(pet, cast.ana)
    browser = cast.browser("petra")
    page = browser.get(f"/block/question/{question.pk}")
    assert "Block Ana Ruiz?" in page.content.decode()
    done = browser.post(f"/block/question/{question.pk}", {"note": "Rude"}, follow=True)
    assert done.redirect_chain == [("/account/blocks", 302)]
    assert "Rude" in done.content.decode()
    [block] = Block.objects.all()
    assert cast.browser("ana").post(f"/blocks/{block.pk}/lift").status_code == 404
    assert browser.post(f"/blocks/{block.pk}/lift").status_code == 302
    assert "Nobody is blocked" in browser.get("/account/blocks").content.decode()
    for source, who in (("person", "petra"), ("question", "milo"), ("question", "ana")):
        assert cast.browser(who).get(f"/block/{source}/{question.pk}").status_code == 404
