"""Questions about a pet: asked by anybody who is signed in, answered and published by those who offer it."""

from typing import Any

from apps.accounts.models import User
from apps.applications.blocks import is_blocked
from apps.applications.choices import QuestionStatus, Standing
from apps.applications.contact_details import contact_details_in
from apps.applications.models import Question
from apps.applications.words import LONGEST_ANSWER, LONGEST_QUESTION, check_text
from apps.applications.workflows.questions import QUESTION
from apps.listings.choices import OFFERED
from apps.listings.models import Pet
from apps.organizations.services.locking import require_for_row
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid
from hearth.kernel.transactions import transactional

WHY_NOT = {
    "in_the_listing": "The listing answers it already",
    "asked_before": "The same was asked and answered already",
    "off_topic": "It is not about this pet",
    "better_in_an_application": "It is better told in an application",
    "personal": "It asks for something private",
    "unfriendly": "It is not friendly",
    "gone": "The pet is not looking for a home any more",
    "other": "Another reason",
}
"""Why somebody turns a question down; the person who asked reads it."""
ERASED_ANSWER = "This answer was erased."


@transactional
def ask_question(pet: Pet, *, by: Subject, text: str) -> Question:
    """Ask those who offer a pet something.

    Raises NotAllowed for one's own pet, Conflict for one that takes no questions.
    """
    check_may_ask(pet, by=by)
    check_takes_questions(pet, by=by)
    question = new_question(pet, by)
    question.text = check_text("/text", text, LONGEST_QUESTION)
    question.full_clean(exclude=["pet", "organization", "offered_by", "user"], validate_constraints=False)
    question.save(force_insert=True)
    record(QUESTION.of["ask"].event, question, by=by, to_state=question.status)
    return question


@transactional
def reword_question(question: Question, *, by: Subject, text: str) -> Question:
    require(by, "reword", question)
    QUESTION.guard(question, "reword", by=by)
    text = check_text("/text", text, LONGEST_QUESTION)
    return question if text == question.text else QUESTION.move(question, "reword", by=by, text=text)


@transactional
def correct_answer(question: Question, *, by: Subject, answer: str, confirmed: bool = False) -> Question:
    """Write another answer; of a published one, what looks like contact details must be confirmed."""
    require(by, "correct", question)
    QUESTION.guard(question, "correct", by=by)
    answer = check_text("/answer", answer, LONGEST_ANSWER)
    if answer == question.answer:
        return question
    if question.status == QuestionStatus.PUBLISHED:
        _check_fit_for_all(question.text, answer, confirmed)
    return QUESTION.move(question, "correct", by=by, answer=answer, answered_by=by.user)


@transactional
def answer_question(question: Question, *, by: Subject, answer: str) -> Question:
    """Answer the person who asked, and nobody else."""
    require(by, "answer", question)
    QUESTION.guard(question, "answer", by=by)
    return QUESTION.move(question, "answer", by=by, **_answered(answer, by))


@transactional
def answer_and_publish(question: Question, *, by: Subject, answer: str, confirmed: bool = False) -> Question:
    """Answer on the pet's page; raise Invalid for what looks like contact details, unless confirmed."""
    require(by, "answer_and_publish", question)
    QUESTION.guard(question, "answer_and_publish", by=by)
    columns = _answered(answer, by)
    _check_fit_for_all(question.text, columns["answer"], confirmed)
    return QUESTION.move(question, "answer_and_publish", by=by, published_at=by.now, **columns)


@transactional
def publish_question(question: Question, *, by: Subject, confirmed: bool = False) -> Question:
    """Show question and answer on the pet's page; the same about contact details."""
    require(by, "publish", question)
    QUESTION.guard(question, "publish", by=by)
    _check_fit_for_all(question.text, question.answer, confirmed)
    return QUESTION.move(question, "publish", by=by, published_at=by.now)


@transactional
def hide_question(question: Question, *, by: Subject) -> Question:
    require(by, "hide", question)
    return QUESTION.move(question, "hide", by=by, published_at=None)


@transactional
def reject_question(question: Question, *, by: Subject, reason: str) -> Question:
    """Do not answer a question, for one of the reasons of `WHY_NOT`."""
    require(by, "reject", question)
    QUESTION.guard(question, "reject", by=by)
    if reason not in WHY_NOT:
        raise Invalid([("/reason", "unknown", f"Give one of: {', '.join(WHY_NOT)}.")])
    return QUESTION.move(question, "reject", by=by, reason=reason, refusal=reason, waits=False)


@transactional
def withdraw_question(question: Question, *, by: Subject) -> Question:
    require(by, "withdraw", question)
    return QUESTION.move(question, "withdraw", by=by, waits=False)


def new_question(pet: Pet, by: Subject) -> Question:
    return Question(pet=pet, organization=pet.organization, offered_by=pet.user, user=by.user)


def check_may_ask(pet: Pet, *, by: Subject) -> None:
    """Raise the refusal for who is not signed in, or offers the pet themselves."""
    require_for_row(by, "create", new_question(pet, by))


def check_takes_questions(pet: Pet, *, by: Subject) -> None:
    """Raise Conflict for a pet that takes no questions, in the same words for whoever is blocked.

    Both are asked every time, so that neither the answer nor its time tells them apart.
    """
    blocked = is_blocked(by.id, pet)
    if blocked or not takes_questions(pet):
        raise Conflict(f"{pet.name} takes no questions just now.", reason="takes_no_questions")


def takes_questions(pet: Pet) -> bool:
    """Whether its people are looking for somebody; a pet that is promised has nothing more to tell."""
    return pet.moderation == "approved" and pet.placement in OFFERED and pet.in_good_hands


def _answered(answer: str, by: Subject) -> dict[str, Any]:
    """The columns of a question that is answered just now."""
    return {
        "answer": check_text("/answer", answer, LONGEST_ANSWER),
        "answered_by": by.user,
        "answered_at": by.now,
        "waits": False,
    }


def _check_fit_for_all(text: str, answer: str, confirmed: bool) -> None:
    if confirmed:
        return
    found = [("text", detail) for detail in contact_details_in(text)]
    found += [("answer", detail) for detail in contact_details_in(answer)]
    if found:
        advice = "Everybody would read it. Leave it out, or confirm that it is meant so."
        raise Invalid((f"/{field}", "contact_details", f"{detail.words} {advice}") for field, detail in found)


def forget_questions_of(person: User) -> None:
    """Take what an erased person asked off the pages; blank what they answered about pets of their own.

    The words of what they asked are blanked by the erasure itself, which knows the column.
    """
    system = system_subject()
    asked = Question.objects.filter(user=person.pk, moderation=Standing.SHOWN)
    for question in asked.filter(status=QuestionStatus.PENDING):
        withdraw_question(question, by=system)
    answered = Question.objects.filter(offered_by=person.pk, organization=None).exclude(answer="")
    for question in (asked | answered.filter(moderation=Standing.SHOWN)).filter(
        status=QuestionStatus.PUBLISHED
    ):
        hide_question(question, by=system)
    answered.update(answer=ERASED_ANSWER)
