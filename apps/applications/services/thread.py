"""Messages between both sides, and notes of one."""

from typing import Any

from apps.applications.blocks import is_blocked
from apps.applications.models import Application, Message, Note
from apps.applications.people import who_decides
from apps.applications.promises import replied
from apps.applications.services.locking import locked_application
from apps.applications.words import LONGEST_MESSAGE, check_text
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict
from hearth.kernel.transactions import transactional

NOT_TAKEN = "No messages are taken here just now. You still read what is written to you."


@transactional
def write_message(application: Application, *, text: str, by: Subject) -> Message:
    """Write to the other side; raise Conflict where no messages of the applicant are taken."""
    require(by, "write_message", application)
    application = locked_application(application)
    check_heard(application, by=by)
    message = Message(**_along(application, by), from_applicant=application.user_id == by.id, text=text)
    if not message.from_applicant and application.replied_at is None:
        Application.objects.filter(pk=application.pk).update(**replied(application))
    return _written(message, by=by)


def check_heard(application: Application, *, by: Subject) -> None:
    """Raise Conflict for the applicant where their messages are not taken."""
    if application.user_id == by.id and not is_heard(application):
        raise Conflict(NOT_TAKEN, reason="takes_no_messages")


def is_heard(application: Application) -> bool:
    """Whether messages of the applicant are taken: somebody can read them, and nobody blocked them.

    Both are asked every time, and refused in the same words: neither tells them apart.
    """
    readers, blocked = who_decides(application), is_blocked(application.user_id, application.pet)
    return bool(readers) and not blocked


@transactional
def write_note(application: Application, *, text: str, by: Subject) -> Note:
    """Note something for those who decide; the applicant never sees it."""
    require(by, "write_note", application)
    note = Note(**_along(application, by), text=check_text("/text", text, LONGEST_MESSAGE))
    note.save(force_insert=True)
    record("note.written", note, by=by)
    return note


def say(application: Application, text: str, *, by: Subject) -> dict[str, Any]:
    """Write the words that go with a verb into the thread; return what the verb's event says of them."""
    if not text.strip():
        return {}
    from_applicant = application.user_id == by.id
    message = Message(**_along(application, by), from_applicant=from_applicant, text=text)
    return {"message": str(_written(message, by=by, with_verb=True).pk)}


def _written(message: Message, *, by: Subject, with_verb: bool = False) -> Message:
    message.text = check_text("/text" if not with_verb else "/message", message.text, LONGEST_MESSAGE)
    message.save(force_insert=True)
    # The verb's own mail carries the words: nobody is told twice.
    record("message.written", message, by=by, data={"with_verb": with_verb})
    return message


def _along(application: Application, by: Subject) -> dict[str, Any]:
    return {
        "application": application,
        "applicant_id": application.user_id,
        "organization_id": application.organization_id,
        "offered_by_id": application.offered_by_id,
        "user": by.user,
    }
