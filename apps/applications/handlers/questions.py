"""Who is told about questions and messages, and what becomes of questions when the pet has gone."""

from typing import Any

from apps.applications.models import Message, Question
from apps.applications.registrations.questions import MESSAGE_REVIEW, QUESTION_REVIEW
from apps.applications.services.questions import WHY_NOT, reject_question
from apps.listings.people import who_answers_for
from apps.moderation.models import Decision
from apps.notifications.services import notify
from hearth.kernel.authorization import system_subject
from hearth.kernel.edge import hides
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event

MINE, RECEIVED = "/my/questions", "/my/questions/received"


@on("question.asked")
def tell_who_answers(event: Event) -> None:
    """Tell those who look after the listing; the words are put in when the mail goes out."""
    question = _question(event)
    if not question.waits:
        raise NotNeeded("it waits no more")
    organization = question.organization
    path = f"/organizations/{organization.slug}/questions" if organization else RECEIVED
    for person in who_answers_for(question.pet):
        _tell(person, event, question, f"{path}#question-{question.pk}")


@on("question.answered", "question.published")
def tell_who_asked(event: Event) -> None:
    """Tell them once that there is an answer, and once that everybody reads it."""
    question = _question(event)
    if event.from_state == "hidden" or question.status not in ("answered", "published"):
        raise NotNeeded("they know it, or it is not there any more")
    is_public = event.name == "question.published"
    path = question.get_absolute_url() if is_public else f"{MINE}#question-{question.pk}"
    _tell(question.user, event, question, path, answered_as=question.answered_as)


@on("question.rejected")
def tell_why_not(event: Event) -> None:
    question = _question(event)
    why = {"reason": WHY_NOT.get(event.reason, ""), "reason_code": event.reason, "note": ""}
    _tell(question.user, event, question, f"{MINE}#question-{question.pk}", **why)


@on("question.removed", "message.removed")
def tell_whose_words_it_were(event: Event) -> None:
    """Tell whom the decision names what was taken down, and why."""
    decision = Decision.objects.select_related("submitter").filter(pk=event.data.get("decision")).first()
    if decision is None or decision.submitter is None:
        raise NotNeeded("nobody decided it")
    about = Question if event.name == "question.removed" else Message
    reviewable = QUESTION_REVIEW if about is Question else MESSAGE_REVIEW
    thing: Any = reviewable.rows().get(pk=event.target_id)
    pet = thing.pet if about is Question else thing.application.pet
    context = {
        "pet_name": pet.name,
        "path": "/my/decisions",
        "reason": reviewable.reason_label(decision.reason),
        "reason_code": decision.reason,
        "note": decision.note,
    }
    notify(decision.submitter, event.name, about=thing, context=context)


@on("pet.adopted", "pet.transferred", "pet.reclaimed", "pet.died", "pet.withdrawn", "pet.removed")
def close_what_nobody_will_answer(event: Event) -> None:
    """Turn down what still waits, so that nobody waits for an answer about a pet that has gone."""
    waiting = Question.objects.filter(pet=event.target_id, waits=True, moderation="shown")
    for question in waiting.order_by("pk"):
        reject_question(question, by=system_subject(), reason="gone")


def _question(event: Event) -> Question:
    found: Question | None = Question.objects.for_display().filter(pk=event.target_id).first()
    if found is None or found.moderation != "shown":
        raise NotNeeded("it is not shown any more")
    return found


def _tell(person: Any, event: Event, question: Question, path: str, **facts: str) -> None:
    notify(person, event.name, about=question, context={"pet_name": question.pet.name, "path": path, **facts})


hides(
    *("question.hidden", "question.removed", "question.corrected"),
    paths=("/pets*", "/api/v1/pets*", "/api/v1/questions*"),
)
