"""What an organisation takes along of applications and questions: what its people may read, and no more."""

from typing import Any
from uuid import UUID

from apps.applications.lines import with_turns
from apps.applications.masking import REVIEWER, answers_for, household_for
from apps.applications.models import Application, ApplicationForm, Block, Message, Note, Question, Turn
from apps.applications.timeline import NOT_TOLD, TOLD
from apps.organizations.exports import Table, contribute
from hearth.kernel.authorization import Subject
from hearth.kernel.models import Event


def forms(organization_id: UUID, by: Subject) -> Any:
    return (
        ApplicationForm.objects.visible_to(by)
        .filter(organization=organization_id)
        .select_related("created_by")
    )


def _received(organization_id: UUID, by: Subject) -> Any:
    rows = Application.objects.visible_to(by, "view_private").filter(organization=organization_id)
    # One's own is nothing that one decides on, and goes with one's own data.
    return rows.exclude(user=by.user)


def applications(organization_id: UUID, by: Subject) -> Any:
    rows = _received(organization_id, by).select_related("user", "form", "pet", "decided_by", "offered_by")
    return with_turns(rows)


def timeline(organization_id: UUID, by: Subject) -> Any:
    events = Event.objects.filter(target_type=Application._meta.label_lower, name__in=TOLD.keys() - NOT_TOLD)
    return events.filter(target_id__in=_received(organization_id, by).values("pk")).select_related("actor")


def turns(organization_id: UUID, by: Subject) -> Any:
    rows = Turn.objects.filter(application__in=_received(organization_id, by).values("pk"))
    return rows.select_related("line__pet", "user")


def messages(organization_id: UUID, by: Subject) -> Any:
    rows = Message.objects.visible_to(by).filter(organization=organization_id)
    return rows.exclude(applicant=by.user).select_related("user")


def notes(organization_id: UUID, by: Subject) -> Any:
    return Note.objects.visible_to(by).filter(organization=organization_id).select_related("user")


def questions(organization_id: UUID, by: Subject) -> Any:
    rows = Question.objects.visible_to(by, "answer").filter(organization=organization_id)
    return rows.select_related("user", "pet", "answered_by", "offered_by")


def blocks(organization_id: UUID, by: Subject) -> Any:
    return Block.objects.visible_to(by).filter(organization=organization_id).select_related("user", "person")


contribute(
    Table(
        name="application_forms",
        label="Application forms",
        rows=forms,
        columns={
            **{name: name for name in ("id", "number", "state", "title", "intro", "sections", "created_at")},
            "written_by": "created_by.display_name",
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
            "offered_by": "offered_by.display_name",
            "form": "form.number",
            "answers": lambda row: answers_for(row, REVIEWER)[0],
            "household": lambda row: household_for(row, REVIEWER)[0],
            "masked": lambda row: answers_for(row, REVIEWER)[1] + household_for(row, REVIEWER)[1],
            "shares_household": "shares_household",
            **{name: name for name in ("created_at", "submitted_at", "reviewed_at", "replied_at")},
            **{name: name for name in ("respond_by", "reminders", "planned_at", "decided_at")},
            "decided_by": "decided_by.display_name",
            **{name: name for name in ("queued_at", "position", "offer_expires_at", "takes_it")},
        },
    )
)
contribute(
    Table(
        name="application_timeline",
        label="What happened to applications",
        rows=timeline,
        capability="decide_applications",
        columns={
            "application": "target_id",
            "at": "occurred_at",
            "event": "name",
            "what": lambda row: TOLD[row.name],
            "from": "from_state",
            "to": "to_state",
            "reason": "reason",
            "by": "actor.display_name",
        },
    )
)
contribute(
    Table(
        name="waitlist",
        label="Who waits for which pet",
        rows=turns,
        capability="decide_applications",
        columns={
            "id": "id",
            "pet": "line.pet_id",
            "reference": "line.pet.reference",
            "application": "application_id",
            "person": "user_id",
            "name": "user.display_name",
            **{name: name for name in ("status", "queued_at", "offer_expires_at", "created_at")},
            "takes_it": "takes_it",
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
            **{name: name for name in ("moderation", "removed_at", "created_at")},
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
            "offered_by": "offered_by.display_name",
            **{name: name for name in ("status", "moderation", "created_at", "answered_at")},
            "published_at": "published_at",
            "reason": "refusal",
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
