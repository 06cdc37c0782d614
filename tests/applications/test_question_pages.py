"""Asking and answering with a browser that runs no scripts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.applications.models import Question
from apps.listings.models import Pet
from tests import factories
from tests.applications import asked
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def pet(cast: Cast) -> Pet:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    return factories.pet(cast.rosa, organization=harbour, photo_state="")


def test_strangers_share_the_page_and_are_asked_to_sign_in(cast: Cast, pet: Pet) -> None:
    asked.question(pet, cast.ana, status="published")
    asked.question(pet, cast.ana, text="Only the two of us?")
    answer = cast.browser().get(f"/pets/{pet.pk}")
    page = answer.content.decode()
    assert answer["Cache-Control"] == "public, s-maxage=30"
    assert "Somebody asked" in page
    assert asked.ANSWER in page
    assert "Sign in to ask" in page
    assert "csrfmiddlewaretoken" not in page
    assert "Only the two of us?" not in page
    assert "Ana" not in page
    sent = cast.browser().post(f"/pets/{pet.pk}/questions", {"text": "Me too?"})
    assert sent.status_code == 302
    assert sent["Location"].startswith("/sign-in")


def test_asks_and_changes_and_takes_back(cast: Cast, pet: Pet) -> None:
    browser = cast.browser("ana")
    assert "Nobody has asked anything yet" in browser.get(f"/pets/{pet.pk}").content.decode()
    wrong = browser.post(f"/pets/{pet.pk}/questions", {"text": " "})
    assert wrong.status_code == 422
    assert "Write what you would like to know." in wrong.content.decode()
    done = browser.post(f"/pets/{pet.pk}/questions", {"text": "Does she swim?"}, follow=True)
    assert done.redirect_chain == [(f"/pets/{pet.pk}#questions", 302)]
    assert "Does she swim?" in done.content.decode()
    question = Question.objects.get()
    assert "Does she swim?" in browser.get("/my/questions").content.decode()
    assert "Does she swim?" in browser.get(f"/questions/{question.pk}/reword").content.decode()
    browser.post(f"/questions/{question.pk}/reword", {"text": "Does she like the sea?"})
    assert "Does she like the sea?" in browser.get("/my/questions").content.decode()
    assert browser.get(f"/questions/{question.pk}/answer").status_code == 403
    assert cast.browser("milo").get(f"/questions/{question.pk}/reword").status_code == 404
    assert browser.get(f"/questions/{question.pk}/juggle").status_code == 404
    assert browser.post(f"/questions/{question.pk}/withdraw").status_code == 302
    assert Question.objects.get().status == "withdrawn"
    assert "You took it back" in browser.get("/my/questions").content.decode()


def test_inbox_answers_in_one_click_and_warns_before_it_publishes(cast: Cast, pet: Pet) -> None:
    first = asked.question(pet, cast.ana)
    second = asked.question(pet, cast.ana, text="Shall I ring 0412 345 678?")
    browser, inbox = cast.browser("remy"), "/organizations/harbour-paws/questions"
    page = browser.get(inbox).content.decode()
    assert page.index("0412 345 678") < page.index(asked.TEXT)
    assert "There seems to be a phone number" in page
    assert "Ana Ruiz" in page
    done = browser.post(f"/questions/{first.pk}/answer_and_publish", {"answer": "Yes."})
    assert done["Location"] == f"{inbox}#question-{first.pk}"
    assert Question.objects.get(pk=first.pk).status == "published"

    warned = browser.post(f"/questions/{second.pk}/answer_and_publish", {"answer": "No need."})
    assert warned.status_code == 422
    page = warned.content.decode()
    assert "No need." in page
    assert 'name="confirmed"' in page
    assert Question.objects.get(pk=second.pk).status == "pending"
    form = {"answer": "No need.", "confirmed": "on"}
    assert browser.post(f"/questions/{second.pk}/answer_and_publish", form).status_code == 302
    assert Question.objects.get(pk=second.pk).status == "published"
    late = browser.post(f"/questions/{second.pk}/reject", {"reason": "off_topic"}, follow=True)
    assert "not possible" in late.content.decode()
    assert browser.post(f"/questions/{first.pk}/hide").status_code == 302
    assert browser.post(f"/questions/{first.pk}/correct", {"answer": "Never."}).status_code == 302
    assert Question.objects.get(pk=first.pk).answer == "Never."
    for who in ("milo", "ana"):
        assert cast.browser(who).get(inbox).status_code == 404


def test_button_on_what_changed_meanwhile_does_nothing(cast: Cast, pet: Pet) -> None:
    question = asked.question(pet, cast.ana)
    browser, inbox = cast.browser("remy"), "/organizations/harbour-paws/questions"
    seen = f'name="version" value="{question.version}"'
    assert browser.get(inbox).content.decode().count(seen) == 2
    assert seen in browser.get(f"/questions/{question.pk}/answer").content.decode()
    reworded = {"text": "And with children?", "version": question.version}
    cast.browser("ana").post(f"/questions/{question.pk}/reword", reworded)
    stale = {"answer": "Yes.", "version": question.version}
    late = browser.post(f"/questions/{question.pk}/answer_and_publish", stale, follow=True)
    assert late.redirect_chain == [(f"{inbox}#question-{question.pk}", 302)]
    assert "Somebody changed this a moment ago. Here is how it is now." in late.content.decode()
    question.refresh_from_db()
    assert (question.status, question.text) == ("pending", "And with children?")


def test_owner_has_an_inbox_too(cast: Cast) -> None:
    browser = cast.browser("petra")
    assert "Nobody has asked anything yet" in browser.get("/my/questions/received").content.decode()
    pet = factories.pet(cast.petra, photo_state="")
    question = asked.question(pet, cast.ana)
    assert asked.TEXT in browser.get("/my/questions/received").content.decode()
    assert browser.post(f"/questions/{question.pk}/answer", {"answer": ""}).status_code == 422
    browser.post(f"/questions/{question.pk}/answer", {"answer": "Yes."})
    assert "answered you alone" in cast.browser("ana").get(f"/pets/{pet.pk}").content.decode()
    assert "Answer questions" in browser.get(f"/pets/{pet.pk}").content.decode()


def test_pages_cost_the_same_at_any_length(cast: Cast, pet: Pet) -> None:
    pages = {
        f"/pets/{pet.pk}": ("", "ana"),
        f"/pets/{pet.pk}/questions": ("", "ana"),
        "/my/questions": ("ana",),
        "/organizations/harbour-paws/questions": ("remy",),
        "/organizations/harbour-paws/blocks": ("remy",),
    }

    def counts() -> dict[tuple[str, str], int]:
        return {(page, who): count(cast, page, who) for page, readers in pages.items() for who in readers}

    def fill() -> None:
        for status in ("pending", "answered", "published", "hidden", "rejected"):
            asked.question(pet, cast.ana, status=status)

    fill()
    asked.block(cast.milo, by=cast.remy, organization=pet.organization)
    few = counts()
    for _ in range(3):
        fill()
    asked.block(cast.petra, by=cast.rosa, organization=pet.organization)
    assert counts() == few
    assert few[f"/pets/{pet.pk}", ""] <= 5


def count(cast: Cast, page: str, who: str) -> int:
    browser = cast.browser(who)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(page).status_code == 200
    return len(seen)
