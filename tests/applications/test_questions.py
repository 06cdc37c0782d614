"""Questions about a pet: who reads what, what is warned about, who is told, and what goes with an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.services import erase_person, export_of
from apps.applications.contact_details import contact_details_in
from apps.applications.models import Question
from apps.applications.services.questions import ask_question
from apps.listings.models import Pet
from apps.notifications.models import Mail, Notification
from hearth.kernel.models import Event
from hearth.kernel.problems import Invalid
from tests import factories
from tests.applications import asked
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db

API = "/api/v1"


@pytest.fixture
def pet(cast: Cast) -> Pet:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    return factories.pet(cast.rosa, organization=harbour, photo_state="")


def test_goes_from_the_question_to_the_page(cast: Cast, pet: Pet) -> None:
    address = f"{API}/pets/{pet.pk}/questions"
    made = cast.client("ana").post(address, {"text": f" {asked.TEXT} "})
    assert made.status_code == 201, made.content
    assert made.json()["status"] == "pending"
    assert made.json()["text"] == asked.TEXT
    assert "asked_by" not in made.json()
    assert cast.client().get(address).json()["results"] == []
    assert [row["id"] for row in cast.client("ana").get(address).json()["results"]] == [made.json()["id"]]
    assert cast.client("milo").get(address).json()["results"] == []

    inbox = cast.client("remy").get(f"{API}/organizations/harbour-paws/questions").json()["results"]
    assert [(row["id"], row["asked_by"]) for row in inbox] == [(made.json()["id"], "Ana Ruiz")]
    place = f"{API}/questions/{made.json()['id']}"
    done = cast.client("remy").post(f"{place}/answer_and_publish", {"answer": asked.ANSWER})
    assert done.json()["status"] == "published", done.content
    # Again by the same person: harmless, and nothing new happens.
    assert (
        cast.client("remy").post(f"{place}/answer_and_publish", {"answer": asked.ANSWER}).status_code == 200
    )
    assert Event.objects.filter(name="question.published").count() == 1

    answer = cast.client().get(address)
    assert answer["Cache-Control"] == "public, s-maxage=30"
    [row] = answer.json()["results"]
    assert (row["answer"], row["answered_by"], row["is_public"]) == (asked.ANSWER, "Harbour Paws", True)
    assert "Ana" not in answer.content.decode()
    assert str(cast.ana.pk) not in answer.content.decode()
    assert "reason" not in row


def test_private_answer_is_read_by_two_alone(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    question = asked.question(pet, cast.ana)
    place = f"{API}/questions/{question.pk}"
    assert cast.client("petra").post(f"{place}/answer", {"answer": "Yes."}).status_code == 200
    assert cast.client("ana").get(place).json()["answer"] == "Yes."
    assert cast.client("ana").get(place).json()["answered_by"] == "The owner"
    assert cast.client("milo").get(place).status_code == cast.client().get(place).status_code == 404
    [row] = cast.client("petra").get(f"{API}/users/me/questions/received").json()["results"]
    assert row["status"] == "answered"
    assert cast.client("petra").post(f"{place}/publish").status_code == 200
    assert cast.client().get(place).status_code == 200
    assert cast.client("petra").post(f"{place}/hide").json()["published_at"] is None
    assert cast.client().get(place).status_code == 404
    assert cast.client("petra").post(f"{place}/publish").status_code == 200


def test_nobody_asks_about_their_own(cast: Cast, pet: Pet) -> None:
    for who in ("rosa", "remy"):
        answer = cast.client(who).post(f"{API}/pets/{pet.pk}/questions", {"text": "Who, me?"})
        assert answer.status_code == 403
    assert cast.client().post(f"{API}/pets/{pet.pk}/questions", {"text": "Who?"}).status_code == 401
    assert cast.client("quinn").post(f"{API}/pets/{pet.pk}/questions", {"text": "Who?"}).status_code == 403


@pytest.mark.parametrize("facts", [{"placement": "reserved"}, {"placement": "trial"}])
def test_pet_that_is_promised_takes_none(cast: Cast, facts: dict[str, str]) -> None:
    pet = factories.pet(cast.petra, photo_state="", **facts)
    answer = cast.client("ana").post(f"{API}/pets/{pet.pk}/questions", {})
    assert answer.status_code == 409  # before the content is looked at
    assert answer.json()["detail"] == f"{pet.name} takes no questions just now."


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": "  \n "}, {"text": "x" * 1001}, {"text": None}, {"text": ["x"]}, []],
)
def test_bad_question_is_refused_politely(cast: Cast, pet: Pet, body: Any) -> None:
    answer = cast.client("ana").post(f"{API}/pets/{pet.pk}/questions", body)
    assert answer.status_code in (400, 422), answer.content
    assert not Question.objects.exists()


def test_words_that_nothing_can_show_are_refused(cast: Cast, pet: Pet) -> None:
    for text in ("a\x00b", "half \ud800"):
        with pytest.raises(Invalid):
            ask_question(pet, by=cast.subject("ana"), text=text)


def test_ten_a_day(cast: Cast, pet: Pet) -> None:
    client = cast.client("ana")
    codes = [
        client.post(f"{API}/pets/{pet.pk}/questions", {"text": f"Number {n}?"}).status_code for n in range(11)
    ]
    assert codes == [201] * 10 + [429]


def test_what_waits_comes_first_in_the_inbox(cast: Cast, pet: Pet) -> None:
    now = timezone.now()
    rows = [
        asked.question(pet, cast.ana, status=status, created_at=now - timedelta(hours=hours))
        for hours, status in enumerate(("answered", "pending", "published", "pending", "rejected"))
    ]
    client, first = cast.client("remy"), f"{API}/organizations/harbour-paws/questions?limit=2"
    pages, address = [], first
    while address:
        page = client.get(address).json()
        pages.append([row["id"] for row in page["results"]])
        address = page["next"]
    assert sum(pages, []) == [str(rows[index].pk) for index in (1, 3, 0, 2, 4)]  # noqa: RUF017
    waiting = client.get(f"{API}/organizations/harbour-paws/questions?status=pending").json()["results"]
    assert [row["id"] for row in waiting] == [str(rows[1].pk), str(rows[3].pk)]
    assert cast.client("milo").get(f"{API}/organizations/harbour-paws/questions").json()["results"] == []
    assert client.get(f"{API}/organizations/harbour-paws/questions?status=lost").status_code == 400


def test_each_side_writes_its_own_words(cast: Cast, pet: Pet) -> None:
    question = asked.question(pet, cast.ana)
    place = f"{API}/questions/{question.pk}"
    both = {"text": "Shorter?", "answer": "Mine?"}
    assert cast.client("ana").patch(place, both).json()["text"] == "Shorter?"
    assert cast.client("remy").patch(place, both).status_code == 409
    cast.client("remy").post(f"{place}/answer_and_publish", {"answer": "Yes."})
    changed = cast.client("remy").patch(place, {"answer": "No.", "text": "Forged?"})
    assert (changed.json()["answer"], changed.json()["text"]) == ("No.", "Shorter?")
    assert cast.client("ana").patch(place, both).status_code == 409
    question.refresh_from_db()
    assert (question.text, question.answer, question.answered_by) == ("Shorter?", "No.", cast.remy)
    assert cast.client("remy").put(place, both).status_code == 405


CONTACTS = "Ring me on 0412 345 678, or come to 12 Banksia Street."


def test_contact_details_are_published_only_when_confirmed(cast: Cast, pet: Pet) -> None:
    question = asked.question(pet, cast.ana, text=CONTACTS)
    client, place = cast.client("remy"), f"{API}/questions/{question.pk}"
    told = client.get(place).json()["contact_details"]
    assert [(each["field"], each["kind"]) for each in told] == [("text", "phone"), ("text", "address")]
    body = {"answer": "Write to hello@harbour.example."}
    refused = client.post(f"{place}/answer_and_publish", body)
    assert refused.status_code == 422
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [
        ("/text", "contact_details"),
        ("/text", "contact_details"),
        ("/answer", "contact_details"),
    ]
    assert client.post(f"{place}/answer", body).status_code == 200  # privately: nobody else reads it
    assert client.post(f"{place}/publish", {}).status_code == 422
    assert client.post(f"{place}/publish", {"confirmed": "perhaps"}).status_code == 422
    assert client.post(f"{place}/publish", {"confirmed": True}).status_code == 200
    assert client.patch(place, {"answer": "Ring 0412 345 679."}).status_code == 422
    assert client.patch(place, {"answer": "Ring 0412 345 679.", "confirmed": True}).status_code == 200


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Call +61 (2) 9555-1234 after six.", ["phone"]),
        ("Hauptstraße 12, dritter Stock", ["address"]),
        ("We live at 3/41 Old Mill Road.", ["address"]),
        ("See www.example.org/rex or mail rex@example.org", ["email", "link"]),
        ("Born on 2023-05-01, vaccinated 01/06/2023, weighs 12.5 kg, 3 of 10 siblings.", []),
        ("She walked 10 000 steps on a road in the rain.", []),
        ("", []),
    ],
)
def test_knows_contact_details(text: str, kinds: list[str]) -> None:
    assert [detail.kind for detail in contact_details_in(text)] == kinds


def test_looks_at_long_words_in_no_time() -> None:
    for sign in ("1", "a@", "1 a", "+", "www."):
        assert len(contact_details_in(sign * 1000)) < 2000


def test_both_sides_are_told(cast: Cast, pet: Pet) -> None:
    place = f"{API}/pets/{pet.pk}/questions"
    made = cast.client("ana").post(place, {"text": asked.TEXT}).json()
    drain()
    assert kinds_of(cast.rosa) == ["question.asked"]  # who listed it, and not everybody
    assert asked.TEXT not in str(Mail.objects.values_list("context"))
    cast.client("remy").post(f"{API}/questions/{made['id']}/answer", {"answer": asked.ANSWER})
    drain()
    assert kinds_of(cast.ana) == ["question.answered"]
    for verb in ("publish", "hide", "publish"):
        cast.client("remy").post(f"{API}/questions/{made['id']}/{verb}")
        drain()
    assert kinds_of(cast.ana) == ["question.answered", "question.published"]
    other = cast.client("ana").post(place, {"text": "And dogs?"}).json()
    cast.client("remy").post(f"{API}/questions/{other['id']}/reject", {"reason": "in_the_listing"})
    drain()
    assert kinds_of(cast.ana)[-1] == "question.rejected"
    assert cast.client("ana").get(f"{API}/questions/{other['id']}").json()["reason_label"]


def kinds_of(person: Any) -> list[str]:
    return list(
        Notification.objects.filter(user=person).order_by("created_at").values_list("kind", flat=True)
    )


def test_nobody_waits_for_a_pet_that_has_gone(cast: Cast) -> None:
    pet = factories.pet(cast.petra, photo_state="")
    waits, answered = asked.question(pet, cast.ana), asked.question(pet, cast.milo, status="published")
    assert cast.client("petra").post(f"{API}/pets/{pet.pk}/withdraw").status_code == 200
    drain()
    waits.refresh_from_db()
    assert (waits.status, waits.refusal) == ("rejected", "gone")
    assert Question.objects.get(pk=answered.pk).status == "published"
    assert cast.client().get(f"{API}/questions/{answered.pk}").status_code == 404


def test_erasure_takes_the_words_and_leaves_the_answer_of_others(cast: Cast, pet: Pet) -> None:
    rows = {status: asked.question(pet, cast.ana, status=status) for status in ("pending", "published")}
    erase_person(cast.ana, by=cast.subject("ana"))
    after = {status: Question.objects.get(pk=row.pk) for status, row in rows.items()}
    assert {row.text for row in after.values()} == {"This question was erased."}
    assert (after["pending"].status, after["published"].status) == ("withdrawn", "hidden")
    assert after["published"].answer == asked.ANSWER


def test_erasure_of_an_owner_takes_their_answers(cast: Cast) -> None:
    question = asked.question(factories.pet(cast.petra, photo_state=""), cast.ana, status="published")
    mine = export_of(cast.petra, by=cast.subject("petra"))["applications.answers"]
    assert [(row["answer"], "text" in row) for row in mine] == [(asked.ANSWER, False)]
    assert export_of(cast.ana, by=cast.subject("ana"))["applications.question"][0]["text"] == asked.TEXT
    erase_person(cast.petra, by=cast.subject("petra"))
    question.refresh_from_db()
    assert (question.text, question.answer) == (asked.TEXT, "This answer was erased.")
    assert question.status == "hidden"


def test_reported_question_is_taken_down_and_put_back(cast: Cast) -> None:
    question = asked.question(factories.pet(cast.petra, photo_state=""), cast.ana, status="published")
    body = {"kind": "question", "target": str(question.pk), "reason": "private"}
    assert cast.client("petra").post(f"{API}/reports", body).status_code == 403  # she can hide it herself
    assert cast.client("milo").post(f"{API}/reports", body).status_code == 201
    [item] = cast.client("mona").get(f"{API}/review/items?kind=report").json()["results"]
    decided = cast.client("mona").post(
        f"{API}/review/items/{item['id']}/decide",
        {"action": "remove", "reason": "private"},
        headers={"If-Match": f'"{item["version"]}-seen"'},
    )
    assert decided.status_code == 200, decided.content
    place = f"{API}/questions/{question.pk}"
    codes = {who: cast.client(who).get(place).status_code for who in ("", "milo", "petra", "ana", "mona")}
    assert codes == {"": 404, "milo": 404, "petra": 404, "ana": 200, "mona": 200}
    assert cast.client("ana").get(place).json()["answer"] == ""
    drain()
    # Who let it stand for everybody is told, and may appeal.
    assert kinds_of(cast.petra) == ["question.removed"]
    [decision] = cast.client("petra").get(f"{API}/users/me/decisions").json()["results"]
    appeal = {"text": "It names nobody."}
    assert cast.client("petra").post(f"{API}/decisions/{decision['id']}/appeal", appeal).status_code == 201
    [item] = cast.client("max").get(f"{API}/review/items?kind=appeal").json()["results"]
    cast.client("max").post(
        f"{API}/review/items/{item['id']}/decide",
        {"action": "approve", "reason": "mistake"},
        headers={"If-Match": f'"{item["version"]}-seen"'},
    )
    assert cast.client().get(place).json()["status"] == "published"
