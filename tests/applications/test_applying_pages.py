"""Applying on pages that are plain forms: by steps, with what is wrong said beside it, to the end."""

import re
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import User
from apps.applications.models import Application, Message
from apps.applications.pages.steps import steps_of
from apps.applications.services import keep_household
from apps.listings.models import Pet
from apps.media.models import MediaFile
from apps.notifications.texts import zone_named
from apps.organizations.models import Organization
from tests import factories
from tests.applications import asked
from tests.applications.applying import ANSWERS, acting, application
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


@pytest.fixture
def pet(cast: Cast, harbour: Organization) -> Pet:
    return factories.pet(cast.rosa, organization=harbour)


def filled(questions: list[dict[str, Any]]) -> dict[str, Any]:
    """What a browser sends for good answers to some questions."""
    words = {True: "yes", False: "no"}
    found = {}
    for question in questions:
        value = ANSWERS.get(question["key"], "")
        if question["type"] == "consent":
            value = "on"
        found[f"q-{question['key']}"] = words[value] if isinstance(value, bool) else value
    return found


def attachment(owner: User) -> MediaFile:
    made: MediaFile = MediaFile.objects.create(
        owner=owner, purpose="attachment", content_type="application/pdf", size=9, key=f"uploads/{owner.pk}/x"
    )
    return made


def apply_for(cast: Cast, pet: Pet, who: str = "ana") -> Application:
    """Go through every step, up to the check."""
    browser = cast.browser(who)
    answer = browser.post(reverse("apply", args=[pet.pk]))
    made = Application.objects.get(pet=pet, user=cast.person(who))
    for step in steps_of(made.form):
        assert answer["Location"].endswith(f"/steps/{step.number}")
        answer = browser.post(answer["Location"], filled(step.questions))
    assert answer["Location"].endswith("/check")
    return made


def test_private_owner_has_no_name_here(cast: Cast) -> None:
    draft = application(factories.pet(cast.petra, photo_state=""), cast.ana, status="draft")
    check = cast.browser("ana").get(f"/applications/{draft.pk}/check").content.decode()
    assert "This is what the owner will read." in check


def test_goes_step_by_step_to_the_day_of_the_answer(cast: Cast, pet: Pet) -> None:
    ana = cast.browser("ana")
    page = ana.get(pet.get_absolute_url()).content.decode()
    assert "Apply to adopt Biscuit" in page
    assert "Write to them" in page
    assert "What you are asked" in ana.get(f"/pets/{pet.pk}/apply").content.decode()
    made = apply_for(cast, pet)
    check = ana.get(f"/applications/{made.pk}/check").content.decode()
    assert "0491 570 156" in check
    assert "A house" in check
    assert "Still to answer" not in check
    sent = ana.post(f"/applications/{made.pk}/check", follow=True)
    made.refresh_from_db()
    assert (made.status, made.answers["hours_alone"], made.answers["agrees"]) == ("submitted", 3, True)
    assert "Your application for Biscuit is sent" in sent.content.decode()
    assert made.respond_by is not None
    until = made.respond_by.astimezone(zone_named(cast.ana.timezone))
    assert f"{until:%A} {until.day} {until:%B}" in sent.content.decode()
    assert "See your application" in ana.get(pet.get_absolute_url()).content.decode()
    assert ana.get(f"/pets/{pet.pk}/apply")["Location"] == made.get_absolute_url()
    mine = ana.get("/my/applications").content.decode()
    assert "Biscuit" in mine
    assert "answer by" in mine


def test_keeps_what_is_good_and_says_what_is_not(cast: Cast, pet: Pet) -> None:
    ana = cast.browser("ana")
    first = ana.post(f"/pets/{pet.pk}/apply")["Location"]
    made = Application.objects.get()
    answer = ana.post(first, {"q-home_type": "farm"})
    assert answer.status_code == 422
    assert "Do you own it or rent it?: Please answer this." in answer.content.decode()
    second = ana.post(
        first.replace("/steps/1", "/steps/2"), {"q-adults": "nine", "q-allergies": "no", "later": "1"}
    )
    assert second.status_code == 422
    assert "Give a number." in second.content.decode()
    made.refresh_from_db()
    assert made.answers == {"home_type": "farm", "allergies": False}
    kept = ana.post(first.replace("/steps/1", "/steps/2"), {"q-adults": "2.5", "later": "1"})
    assert kept["Location"] == "/my/applications"
    assert ana.get(f"/applications/{made.pk}", follow=True).redirect_chain[-1][0].endswith("/steps/1")
    refused = ana.post(f"/applications/{made.pk}/check")
    assert refused.status_code == 422
    assert f'<a href="/applications/{made.pk}/steps/7">Your phone number: Please answer this.</a>' in (
        refused.content.decode()
    )
    made.refresh_from_db()
    assert made.status == "draft"


@pytest.mark.parametrize("step", ["0", "99", "x", "1e3", "٣"])
def test_has_no_other_steps(cast: Cast, pet: Pet, step: str) -> None:
    made = application(pet, cast.ana, status="draft")
    assert cast.browser("ana").get(f"/applications/{made.pk}/steps/{step}").status_code == 404


def test_begins_with_the_household_where_one_says_so(cast: Cast, pet: Pet) -> None:
    keep_household(by=acting(cast.ana), answers={"home_type": "apartment", "phone": "0491 570 156"})
    ana = cast.browser("ana")
    assert "Fill in what I keep" in ana.get(f"/pets/{pet.pk}/apply").content.decode()
    first = ana.post(f"/pets/{pet.pk}/apply", {"shares_household": "on"})["Location"]
    page = ana.get(first).content.decode()
    assert re.search(r'value="apartment"[^>]*checked', page)
    made = Application.objects.get()
    assert made.shares_household
    assert made.answers == {}


def test_says_why_somebody_cannot_apply(cast: Cast, pet: Pet, harbour: Organization) -> None:
    apply = f"/pets/{pet.pk}/apply"
    assert cast.browser().get(apply)["Location"].endswith(f"?next={apply}")
    stranger = cast.browser().get(pet.get_absolute_url()).content.decode()
    assert "You sign in first." in stranger
    assert "You offer Biscuit yourself" in cast.browser("rosa").get(apply).content.decode()
    assert "No applications yet" in cast.browser("rosa").get(pet.get_absolute_url()).content.decode()
    asked.block(cast.milo, by=cast.rosa, organization=harbour)
    milo = cast.browser("milo")
    assert "takes no applications just now" in milo.get(apply).content.decode()
    assert milo.post(apply).status_code == 302
    assert not Application.objects.exists()
    Pet.objects.filter(pk=pet.pk).update(placement="reserved")
    assert "Join the line for Biscuit" in cast.browser("ana").get(pet.get_absolute_url()).content.decode()
    assert "is promised to somebody" in cast.browser("ana").get(apply).content.decode()
    Pet.objects.filter(pk=pet.pk).update(moderation="withdrawn")
    assert cast.browser("ana").get(apply).status_code == 404


def test_answers_what_was_asked_and_takes_it_back(cast: Cast, pet: Pet) -> None:
    made, ana = application(pet, cast.ana, status="info_requested"), cast.browser("ana")
    page = ana.get(made.get_absolute_url()).content.decode()
    assert "Answer and send it again" in page
    ana.post(
        f"/applications/{made.pk}/steps/2", {**filled(steps_of(made.form)[1].questions), "q-adults": "3"}
    )
    ana.post(f"/applications/{made.pk}/check", {"message": "There are three of us now."})
    made.refresh_from_db()
    assert (made.status, made.answers["adults"]) == ("under_review", 3)
    assert Message.objects.get().text == "There are three of us now."
    assert ana.get(f"/applications/{made.pk}/steps/2").status_code == 409
    assert "Take your application for Biscuit back?" in (
        ana.get(f"/applications/{made.pk}/withdraw").content.decode()
    )
    assert ana.post(f"/applications/{made.pk}/withdraw")["Location"] == "/my/applications"
    made.refresh_from_db()
    assert made.status == "withdrawn"


def test_answers_an_offer(cast: Cast, pet: Pet) -> None:
    made, ana = application(pet, cast.ana, status="offered"), cast.browser("ana")
    page = ana.get(made.get_absolute_url()).content.decode()
    assert "is kept for you until" in page
    assert "Yes, still interested" in page
    ana.post(f"/applications/{made.pk}/accept_offer")
    made.refresh_from_db()
    assert made.status == "under_review"


def test_writes_to_the_other_side(cast: Cast, pet: Pet) -> None:
    made, ana = application(pet, cast.ana), cast.browser("ana")
    where = f"/applications/{made.pk}/messages"
    assert ana.post(where, {"text": " "}).status_code == 422
    assert ana.post(where, {"text": "Is he still there?"})["Location"].endswith("#thread")
    assert cast.browser("rosa").post(where, {"text": "He is."}).status_code == 302
    page = ana.get(made.get_absolute_url()).content.decode()
    assert "Is he still there?" in page
    assert page.count("Harbour Paws") >= 2
    assert str(cast.rosa) not in page
    assert cast.browser("milo").post(where, {"text": "Hello?"}).status_code == 404


def test_keeps_a_household(cast: Cast, pet: Pet) -> None:
    ana = cast.browser("ana")
    assert ana.post("/my/household", {"q-adults": "0"}).status_code == 422
    assert ana.post("/my/household", {"q-adults": "2", "q-home_type": "farm"}).status_code == 302
    assert cast.ana.household.answers == {"home_type": "farm", "adults": 2}
    made = application(pet, cast.ana)
    ana.post(f"/applications/{made.pk}/keep")
    cast.ana.household.refresh_from_db()
    assert cast.ana.household.answers["phone"] == ANSWERS["phone"]
    assert "why_this_pet" not in cast.ana.household.answers


def test_attaches_a_file_of_its_own(cast: Cast, pet: Pet, harbour: Organization) -> None:
    question = {
        "key": "lease",
        "type": "file",
        "label": "Your lease",
        "help": "",
        "required": True,
        "personal": True,
        "choices": [],
        "min": None,
        "max": None,
    }
    form = harbour.application_forms.create(
        number=1,
        title="With a file",
        state="current",
        sections=[{"title": "Papers", "help": "", "questions": [question]}],
    )
    ana = cast.browser("ana")
    first = ana.post(f"/pets/{pet.pk}/apply")["Location"]
    made = Application.objects.get(form=form)
    page = ana.get(first).content.decode()
    slot = MediaFile.objects.get(owner=cast.ana, purpose="attachment")
    added = f"/applications/{made.pk}/files/lease/{slot.pk}/added"
    assert added in page
    stranger = attachment(cast.rosa)
    assert ana.get(f"/applications/{made.pk}/files/lease/{stranger.pk}/added").status_code == 404
    ready = {"state": "ready", "content_type": "application/pdf", "size": 9}
    MediaFile.objects.filter(pk=slot.pk).update(private_key=f"attachments/{slot.pk}/x.pdf", **ready)
    assert ana.get(added)["Location"] == first
    made.refresh_from_db()
    assert made.answers == {"lease": str(slot.pk)}
    assert "Attached" in ana.get(first).content.decode()
    assert ana.post(f"/applications/{made.pk}/check").status_code == 302
    where = f"/applications/{made.pk}/files/lease"
    rosa = cast.browser("rosa")
    assert rosa.get(where).status_code == 404
    rosa.post(f"/applications/{made.pk}/begin_review")
    assert rosa.get(where).status_code == 302
    assert rosa.post(where).status_code == 404
    assert cast.browser("milo").get(where).status_code == 404


def test_tells_nobody_of_a_draft(cast: Cast, pet: Pet) -> None:
    made = application(pet, cast.ana, status="draft")
    for path in ("", "/check", "/sent", "/steps/1", "/withdraw", "/continue"):
        assert cast.browser("rosa").get(f"/applications/{made.pk}{path}").status_code == 404
        assert cast.browser().get(f"/applications/{made.pk}{path}").status_code == 302
    assert cast.browser("ana").post(f"/applications/{made.pk}/begin_review").status_code == 403
