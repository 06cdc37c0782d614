"""What people are told about questions, and about what was taken down."""

from uuid import UUID

from apps.applications.models import Question
from apps.applications.registrations.questions import LETTERS, REMOVED
from apps.applications.services.questions import WHY_NOT
from apps.notifications.kinds import Kind, register

GROUP = "Questions"
_PET = "/pets/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"
_TEXT = "Does Biscuit get along with a very old cat?"
_ANSWER = "He lives with one at the moment, and they share a sofa."


def words_of(question_id: UUID) -> dict[str, str] | None:
    """What was asked and answered when the mail goes out; nothing once it was taken back or down."""
    found = Question.objects.filter(pk=question_id, moderation="shown").exclude(status="withdrawn").first()
    return {"text": found.text, "answer": found.answer} if found is not None else None


register(
    Kind(
        name="question.asked",
        label="Somebody asked about a pet of yours",
        group=GROUP,
        template="applications/mail/question_asked",
        sample={"pet_name": "Biscuit", "path": "/my/questions/received", "text": _TEXT, "answer": ""},
        secrets=words_of,
    ),
    Kind(
        name="question.answered",
        label="Your question was answered",
        group=GROUP,
        template="applications/mail/question_answered",
        sample={
            "pet_name": "Biscuit",
            "path": "/my/questions",
            "answered_as": "Harbour Paws",
            "text": _TEXT,
            "answer": _ANSWER,
        },
        secrets=words_of,
    ),
    Kind(
        name="question.published",
        label="Your question and its answer are on the pet’s page",
        group=GROUP,
        template="applications/mail/question_published",
        sample={
            "pet_name": "Biscuit",
            "path": _PET,
            "answered_as": "Harbour Paws",
            "text": _TEXT,
            "answer": _ANSWER,
        },
        secrets=words_of,
    ),
    Kind(
        name="question.rejected",
        label="Your question was not answered",
        group=GROUP,
        template="applications/mail/question_rejected",
        sample={
            "pet_name": "Biscuit",
            "path": "/my/questions",
            "reason": WHY_NOT["in_the_listing"],
            "reason_code": "in_the_listing",
            "note": "",
        },
    ),
    *(
        Kind(
            name=name,
            label=label,
            group=GROUP,
            template=template,
            sample={
                "pet_name": "Biscuit",
                "path": path,
                "reason": REMOVED["private"],
                "reason_code": "private",
                "note": LETTERS["private"],
            },
        )
        for name, label, template, path in (
            (
                "question.removed",
                "A question or answer of yours was taken down",
                "applications/mail/question_removed",
                "/my/decisions",
            ),
            (
                "message.removed",
                "A message of yours was taken down",
                "applications/mail/message_removed",
                "/my/decisions",
            ),
        )
    ),
)
