"""Questions and messages among what people report, what erasure means to them, and words for constraints."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from apps.accounts.erasure import on_erasure
from apps.accounts.export import also_in_export
from apps.accounts.models import User
from apps.applications.models import Block, Message, Question
from apps.applications.services.questions import forget_questions_of
from apps.applications.workflows.questions import MESSAGE, QUESTION_STANDING
from apps.moderation.reviewables import Reviewable, register
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint

AROUND = 2
"""How many messages before and after the reported one a reviewer reads: enough to understand it."""

REMOVED = {
    "private": "It tells something private of somebody",
    "offensive": "It is offensive or threatening",
    "scam": "It asks for money, or looks like a scam",
    "trade": "It is trade, not rehoming",
    "off_topic": "It has nothing to do with the pet",
}
LETTERS = {
    "private": "We took words of yours down, because they tell something private of somebody. On Hearth, "
    "people reach each other through the site; phone numbers and addresses belong into an application.",
    "offensive": "We took words of yours down, because they may hurt people. Please write as you would want "
    "to be written to.",
    "scam": "We took words of yours down, because they look like an attempt to get money from somebody.",
    "trade": "We took words of yours down. Hearth is for animals that need a home, not for trade.",
    "off_topic": "We took words of yours down, because they have nothing to do with the pet.",
}
REPORTS = {
    "threat": "Somebody is threatened or harassed",
    "scam": "It asks for money, or looks like a scam",
    "offensive": "It is offensive",
    "private": "It tells something private of somebody",
    "trade": "It is trade, not rehoming",
    "off_topic": "It has nothing to do with the pet",
}


def _question_preview(question: Question) -> dict[str, Any]:
    return {
        "question": question,
        "facts": [
            ("Pet", question.pet.name),
            ("Offered by", str(question.organization or "a private owner")),
            ("State", question.word_label),
            ("Asked on", f"{timezone.localtime(question.created_at):%-d %B %Y}"),
        ],
        "page_url": question.pet.get_absolute_url(),
    }


def _message_preview(message: Message) -> dict[str, Any]:
    thread = Message.objects.filter(application=message.application_id)
    before = Q(created_at__lt=message.created_at) | Q(created_at=message.created_at, pk__lt=message.pk)
    earlier = thread.filter(before).order_by("-created_at", "-pk")[:AROUND]
    later = thread.filter(~before).exclude(pk=message.pk).order_by("created_at", "pk")[:AROUND]
    around = [*reversed(earlier), message, *later]
    return {
        "around": [{"message": row, "reported": row.pk == message.pk} for row in around],
        "facts": [
            ("About", message.application.pet.name),
            ("Written by", "The applicant" if message.from_applicant else "Those who offer the pet"),
        ],
    }


def _removed_now(message: Message, action: str, by: Subject) -> dict[str, Any]:
    return {"removed_at": timezone.now()} if action == "remove" else {}


QUESTION_REVIEW = register(
    Reviewable(
        kind="question",
        model=Question,
        workflow=QUESTION_STANDING,
        words="It stands on a pet's page, or waits for those who offer the pet. Taken down, nobody reads it "
        "but the person who asked.",
        verbs={"remove": "remove"},
        outcomes={"remove": "Taken down"},
        reasons={"remove": REMOVED},
        messages=LETTERS,
        preview_template="applications/question_preview.html",
        preview=_question_preview,
        rows=lambda: Question.objects.for_display().select_related("answered_by"),
        title=str,
        # Who let it stand for everybody answers for it; while nobody has, the person who asked.
        submitter=lambda question: question.answered_by or question.user,
        restores={"removed": "restore"},
        reportable=REPORTS,
        # A stranger's words on a rescue's page say nothing about the rescue's listings.
        judges_submitter=False,
    )
)

MESSAGE_REVIEW = register(
    Reviewable(
        kind="message",
        model=Message,
        workflow=MESSAGE,
        words="You see the message and the few around it, and nothing else of the application. Taken down, "
        "it stays with the person who wrote it; the others read that it was taken down.",
        verbs={"remove": "remove"},
        outcomes={"remove": "Taken down"},
        reasons={"remove": REMOVED},
        messages=LETTERS,
        preview_template="applications/message_preview.html",
        preview=_message_preview,
        rows=lambda: Message.objects.select_related("application__pet", "user", "organization"),
        title=lambda message: f"A message about {message.application.pet.name}",
        submitter=lambda message: message.user,
        changes=_removed_now,
        reportable=REPORTS,
        due_within=timedelta(days=1),
        # Both sides' messages belong to one organisation's applications: none of them judges its listings.
        judges_submitter=False,
    )
)


@on_erasure
def forget_what_was_asked(person: User) -> None:
    """Take an erased person's questions off the pages, and blank what a private owner answered."""
    forget_questions_of(person)
    Block.objects.filter(person=person.pk).delete()


@also_in_export("applications.answers")
def answers_of(person: User) -> Any:
    """What a private owner answered; whose questions these were is not theirs to take along."""
    own = Question.objects.filter(offered_by=person.pk, organization=None).exclude(answer="")
    return own.values("id", "pet", "answer", "answered_at", "status")


explain_constraint("question_of_another", "This pet is yours.")
explain_constraint("block_of_organization_once", "They are blocked already.")
explain_constraint("block_of_person_once", "They are blocked already.")
explain_constraint("block_not_oneself", "Nobody can block themselves.")
