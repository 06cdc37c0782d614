"""Applications in every state there is, with what both sides wrote along the way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.applications import services
from apps.applications.forms import form_for
from apps.applications.models import Application
from apps.listings.models import Pet
from apps.listings.services.endings import tell_ending
from apps.listings.services.placement import (
    adopt_pet,
    foster_pet,
    hold_pet,
    release_pet,
    reserve_pet,
    return_pet,
    start_trial,
    transfer_pet,
)
from apps.media.choices import Purpose
from apps.media.models import MediaFile
from hearth.kernel.authorization import Subject
from hearth.local.demo import asking
from hearth.local.demo.adopters import ADOPTERS
from hearth.local.demo.telling import Teller


def _on_trial(pet: Pet, *, by: Subject, days: int) -> Pet:
    return start_trial(pet, by=by, until=timezone.localdate() + timedelta(days=days))


@dataclass(frozen=True, kw_only=True)
class Story:
    """What became of one application: the verbs in their order, each by `who` with what they wrote."""

    applicant: str
    pet: str
    days_ago: float
    """When it was sent, or begun."""
    steps: tuple[tuple[str, Any], ...] = ()
    draft: bool = False
    messages: tuple[tuple[str, str], ...] = ()
    """In their order: by `applicant` or `staff`."""
    note: str = ""
    has_letter: bool = False
    """Whether their landlord's letter goes with it."""


BEGUN: tuple[str, dict[str, Any]] = ("begin_review", {})
STORIES = (
    Story(
        applicant="ana",
        pet="Biscuit",
        days_ago=4,
        steps=(BEGUN,),
        messages=(
            (
                "staff",
                "Thank you, Ana! Would your children like to come along on Saturday between ten and two?",
            ),
            ("applicant", "They have talked about nothing else since I told them. We will be there at ten."),
        ),
        note="Lovely family, knows spaniels. Ask about the hours on Wednesdays.",
    ),
    Story(applicant="eli", pet="Biscuit", days_ago=2),
    Story(
        applicant="tom",
        pet="Biscuit",
        days_ago=6,
        steps=(
            BEGUN,
            (
                "reject",
                {
                    "reason": "home",
                    "note": "Ten hours alone are too many for him. An older cat might suit you.",
                },
            ),
        ),
    ),
    Story(
        applicant="noor",
        pet="Pepper",
        days_ago=5,
        steps=(
            BEGUN,
            ("request_info", {"message": "How far is the park, and who walks her when you are away?"}),
        ),
    ),
    Story(
        applicant="grace",
        pet="Sardine",
        days_ago=9,
        steps=(BEGUN, ("invite_to_meeting", {"message": "Come and sit on our floor with a book."})),
    ),
    Story(
        applicant="noor",
        pet="Duchess",
        days_ago=12,
        steps=(BEGUN, ("invite_to_meeting", {}), ("plan_home_check", {"message": "Wendy would come by."})),
        has_letter=True,
    ),
    Story(applicant="eli", pet="Captain", days_ago=15, steps=(BEGUN, ("approve", {}))),
    Story(applicant="ana", pet="Captain", days_ago=13, steps=(BEGUN, ("waitlist", {}))),
    Story(applicant="grace", pet="Captain", days_ago=11, steps=(("waitlist", {}),)),
    Story(applicant="grace", pet="Moss", days_ago=20, steps=(BEGUN, ("approve", {}))),
    Story(applicant="ana", pet="Moss", days_ago=18, steps=(BEGUN, ("waitlist", {}))),
    Story(applicant="noor", pet="Admiral", days_ago=15, steps=(BEGUN, ("approve", {}))),
    Story(applicant="grace", pet="Admiral", days_ago=14, steps=(BEGUN,)),
    Story(applicant="eli", pet="Clancy", days_ago=16, steps=(BEGUN, ("approve", {}))),
    Story(applicant="tom", pet="Gladys", days_ago=8, steps=(("withdraw", {"reason": ""}),)),
    Story(applicant="grace", pet="Gladys", days_ago=10),
    Story(applicant="ana", pet="Miso", days_ago=1, draft=True),
    Story(applicant="tom", pet="Ghost", days_ago=33, draft=True),
    Story(applicant="noor", pet="Ghost", days_ago=3, steps=(BEGUN,)),
    Story(
        applicant="grace",
        pet="Hugo",
        days_ago=7,
        steps=(
            BEGUN,
            ("invite_to_meeting", {"message": "Bring a towel that smells of your buck."}),
        ),
        messages=(
            ("staff", "Your rabbit sounds like him. Is he used to being asked before he is picked up?"),
            ("applicant", "He would report us otherwise. We sit on the floor and wait until somebody comes."),
        ),
        note="Ten years of rabbits. Ask whether the run is covered.",
    ),
    Story(applicant="noor", pet="Miso", days_ago=2),
)
HAPPY = {
    "Admiral": "Admiral signed for his first parcel on the second morning. He sleeps on Noor's desk now, and "
    "the laptop has been told to share.",
    "Trombone": "The eighth note has been found: it is the doorbell. Trombone lives with a retired piano "
    "tuner who is delighted, and with a hat stand that is empty.",
    "Barley": "Barley runs a bakery's flour store. The mice have moved out, the scratch behind the ear has "
    "been raised to two a day, and nobody mentions that he was seen indoors.",
}
MOVES: tuple[tuple[str, float, Callable[..., Any], dict[str, Any]], ...] = (
    ("Moss", 1.1, release_pet, {"reason": "withdrew"}),
    ("Admiral", 9, adopt_pet, {}),
    *[("Trombone", 26, reserve_pet, {}), ("Trombone", 22, adopt_pet, {})],
    *[("Barley", 20, reserve_pet, {}), ("Barley", 17, adopt_pet, {})],
    *[(name, 3, tell_ending, {"words": words, "family_agreed": True}) for name, words in HAPPY.items()],
    *[("Banjo", 45, reserve_pet, {}), ("Banjo", 40, adopt_pet, {})],
    ("Banjo", 6, return_pet, {"reason": "life_changed"}),
    ("Pebble", 5, transfer_pet, {}),
    ("Clancy", 2, _on_trial, {"days": 12}),
    ("Thimble", 4, foster_pet, {}),
    ("Nutmeg", 6, hold_pet, {"reason": "vet_care"}),
)
"""What became of pets, in days ago: a reservation that fell through, homes with what was told of
them, one that did not last, another rescue, a trial, a foster, a pause."""
BETWEEN_STEPS = 1.3
"""Days, where there are as many."""
VERBS: dict[str, Callable[..., Any]] = {
    "begin_review": services.begin_review,
    "request_info": services.request_info,
    "invite_to_meeting": services.invite_to_meeting,
    "plan_home_check": services.plan_home_check,
    "approve": services.approve_application,
    "reject": services.reject_application,
    "waitlist": services.waitlist_application,
    "withdraw": services.withdraw_application,
}


def bring(teller: Teller, upload: Callable[..., MediaFile]) -> None:
    """Tell every story, and what became of the pets."""
    with teller.at(45):
        for short, adopter in ADOPTERS.items():
            services.keep_household(by=teller.by(short), answers=adopter.household)
    asking.publish_first_form(teller)
    for story in STORIES:
        if story.days_ago > asking.SECOND_DAYS_AGO:
            _tell(story, teller, upload)
    asking.publish_second_form(teller)
    for story in STORIES:
        if story.days_ago <= asking.SECOND_DAYS_AGO:
            _tell(story, teller, upload)
    for name, days_ago, move, told in MOVES:
        with teller.at(days_ago):
            pet = teller.pet(name)
            move(pet, by=teller.staff(pet), **told)
    services.expire_drafts(teller.now)


def _tell(story: Story, teller: Teller, upload: Callable[..., MediaFile]) -> None:
    application = _begin(story, teller, upload)
    ways = [*[("say", said) for said in story.messages], *story.steps]
    gap = min(BETWEEN_STEPS, story.days_ago / (len(ways) + 1))
    for number, (verb, told) in enumerate(ways, 1):
        with teller.at(story.days_ago - number * gap):
            staff, applicant = teller.staff(application.pet), teller.by(story.applicant)
            if verb == "say":
                side, text = told
                services.write_message(application, text=text, by=applicant if side == "applicant" else staff)
            else:
                application = VERBS[verb](application, by=applicant if verb == "withdraw" else staff, **told)
            if story.note and number == len(ways):
                services.write_note(application, text=story.note, by=staff)


def _begin(story: Story, teller: Teller, upload: Callable[..., MediaFile]) -> Application:
    answers: dict[str, Any] = {
        "why_this_pet": ADOPTERS[story.applicant].why,
        "daily_care": "Breakfast together, a long walk, company for most of the day, and the sofa at night.",
        "everyone_agrees": True,
        "agrees": True,
        **asking.ANSWERS,
    }
    with teller.at(story.days_ago):
        by, pet = teller.by(story.applicant), teller.pet(story.pet)
        if story.has_letter:
            answers[asking.LETTER] = _send_letter(by, upload)
        asked = {question["key"] for question in form_for(pet).questions}
        own = {key: answer for key, answer in answers.items() if key in asked}
        begun = services.start_application(pet, by=by, answers=own, shares_household=True)
        return begun if story.draft else services.submit_application(begun, by=by)


def _send_letter(by: Subject, upload: Callable[..., MediaFile]) -> str:
    facts: dict[str, Any] = {"content_type": "application/pdf", "organization": None, "alt_text": ""}
    return str(upload(asking.letter(), by=by, purpose=Purpose.ATTACHMENT, **facts).pk)
