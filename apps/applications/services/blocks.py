"""Keeping somebody away, from what they wrote: nobody is found by their name (the rule: `blocks.py`)."""

from typing import Any
from uuid import UUID

from apps.accounts.models import User
from apps.applications.models import Application, Block, Message, Question
from apps.organizations.models import Organization
from apps.organizations.services.locking import require_for_row
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

SOURCES = ("question", "application", "message")
"""What shows somebody whom one may want to keep away."""


@transactional
def block(
    *, by: Subject, source: str, id: UUID, organization: Organization | None = None, note: str = ""
) -> tuple[Block, bool]:
    """Keep away who wrote a question, an application or a message; return the block, and whether it is new.

    For the organisation whose pet it was about, else for oneself. Raises Invalid for what was written to
    others.
    """
    check_may_block(organization, by=by)
    person = _author(source, id, organization, by)
    where: dict[str, Any] = {"organization": organization, "person": person}
    if organization is None:
        where["user"] = by.user
    made = Block(user=by.user, organization=organization, person=person, note=note.strip())
    # Of two people who block somebody at once, one makes it and the other finds it.
    Block.objects.bulk_create([made], ignore_conflicts=True)
    found: Block = Block.objects.select_related("person").get(**where)
    if found.pk == made.pk:
        record("block.made", found, by=by)
    return found, found.pk == made.pk


@transactional
def lift_block(found: Block, *, by: Subject) -> None:
    """Hear from them again. What they sent meanwhile was never kept."""
    require(by, "lift", found)
    if Block.objects.select_for_update().filter(pk=found.pk).first() is not None:
        record("block.lifted", found, by=by)
        Block.objects.filter(pk=found.pk).delete()


def check_may_block(organization: Organization | None, *, by: Subject) -> None:
    require_for_row(by, "create", Block(user=by.user, organization=organization))


def author_of(source: str, thing: Any) -> User:
    """Who wrote it, so that the page can say whom it is about."""
    found: User = thing.applicant if source == "message" else thing.user
    return found


def blockable(source: str, by: Subject) -> Any:
    """The questions, applications or messages that others wrote to somebody who offers the pet."""
    if source == "question":
        return Question.objects.visible_to(by, "block").select_related("user")
    if source == "application":
        return Application.objects.visible_to(by, "reject").select_related("user")
    own = Message.objects.visible_to(by).exclude(applicant=by.id).filter(from_applicant=True)
    return own.select_related("applicant")


def _author(source: str, id: UUID, organization: Organization | None, by: Subject) -> User:
    found = blockable(source, by).filter(pk=id, organization=organization).first()
    if found is None:
        raise Invalid([(f"/{source}", "does_not_exist", "There is nothing like that that was sent to you.")])
    return author_of(source, found)
