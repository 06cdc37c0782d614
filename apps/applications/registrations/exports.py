"""What an organisation takes along of applications and questions: what its people may read, and no more."""

from typing import Any
from uuid import UUID

from apps.applications.masking import REVIEWER, answers_for, household_for
from apps.applications.models import Application, ApplicationForm, Block, Message, Note, Question
from apps.organizations.exports import Table, contribute
from hearth.kernel.authorization import Subject


def forms(organization_id: UUID, by: Subject) -> Any:
    return ApplicationForm.objects.visible_to(by).filter(organization=organization_id)


def applications(organization_id: UUID, by: Subject) -> Any:
    rows = Application.objects.visible_to(by, "view_private").filter(organization=organization_id)
    # One's own is nothing that one decides on, and goes with one's own data.
    return rows.exclude(user=by.user).select_related("user", "form", "pet")


def messages(organization_id: UUID, by: Subject) -> Any:
    rows = Message.objects.visible_to(by).filter(organization=organization_id)
    return rows.exclude(applicant=by.user).select_related("user")


def notes(organization_id: UUID, by: Subject) -> Any:
    return Note.objects.visible_to(by).filter(organization=organization_id).select_related("user")


def questions(organization_id: UUID, by: Subject) -> Any:
    rows = Question.objects.visible_to(by, "answer").filter(organization=organization_id)
    return rows.select_related("user", "pet", "answered_by")


def blocks(organization_id: UUID, by: Subject) -> Any:
    return Block.objects.visible_to(by).filter(organization=organization_id).select_related("user", "person")


contribute(
    Table(
        name="application_forms",
        label="Application forms",
        rows=forms,
        columns={
            name: name for name in ("id", "number", "state", "title", "intro", "sections", "created_at")
        },
    )
)
contribute(
    Table(
        name="applications",
        label="Applications",
        rows=applications,
        capability="decide_applications",
        columns={
            "id": "id",
            "pet": "pet_id",
            "reference": "pet.reference",
            "applicant": "user.display_name",
            "status": "status",
            "reason": "ending",
            "form": "form.number",
            "answers": lambda row: answers_for(row, REVIEWER)[0],
            "household": lambda row: household_for(row, REVIEWER)[0],
            "masked": lambda row: answers_for(row, REVIEWER)[1] + household_for(row, REVIEWER)[1],
            **{name: name for name in ("submitted_at", "reviewed_at", "planned_at", "decided_at")},
        },
    )
)
contribute(
    Table(
        name="application_messages",
        label="Messages about applications",
        rows=messages,
        capability="decide_applications",
        columns={
            "id": "id",
            "application": "application_id",
            "from_applicant": "from_applicant",
            "author": "user.display_name",
            "text": lambda row: row.text_for(None),
            "created_at": "created_at",
        },
    )
)
contribute(
    Table(
        name="application_notes",
        label="Notes about applications",
        rows=notes,
        capability="decide_applications",
        columns={
            "id": "id",
            "application": "application_id",
            "author": "user.display_name",
            "text": "text",
            "created_at": "created_at",
        },
    )
)
contribute(
    Table(
        name="questions",
        label="Questions and answers",
        rows=questions,
        capability="answer_questions",
        columns={
            "id": "id",
            "pet": "pet_id",
            "reference": "pet.reference",
            "asked_by": "user.display_name",
            "text": "text",
            "answer": "answer",
            "answered_by": "answered_by.display_name",
            **{name: name for name in ("status", "created_at", "answered_at", "published_at")},
        },
    )
)
contribute(
    Table(
        name="blocks",
        label="People who are not heard",
        rows=blocks,
        capability="answer_questions",
        columns={
            "id": "id",
            "person": "person_id",
            "name": "person.display_name",
            "note": "note",
            "blocked_by": "user.display_name",
            "created_at": "created_at",
        },
    )
)
