"""The longer texts that go with reasons: the kind's own, or what a site admin wrote instead."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from apps.moderation import reviewables
from apps.moderation.models import ReasonMessage
from apps.moderation.models.messages import PLACEHOLDER
from apps.moderation.reviewables import Reviewable
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

Texts = dict[tuple[str, str, str], str]
"""What site admins wrote, by kind, code and language."""


def written_for(kinds: Iterable[str]) -> Texts:
    """Load what replaces the texts of some kinds, in one query."""
    rows = ReasonMessage.objects.filter(kind__in=set(kinds))
    return {(row.kind, row.code, row.language): row.text for row in rows}


def text_for(
    reviewable: Reviewable, code: str, target: Any, submitter: Any, *, written: Texts | None = None
) -> str:
    """The message of a reason in the submitter's language as far as there is one; empty without any."""
    if not code:
        return ""
    known = written if written is not None else written_for([reviewable.kind])
    default = settings.LANGUAGES[0][0]
    mine = str(getattr(submitter, "locale", default)).lower().partition("-")[0]
    for language in (mine, default):
        if text := known.get((reviewable.kind, code, language)):
            return filled(text, reviewable.title(target))
    return filled(reviewable.messages.get(code, ""), reviewable.title(target))


def filled(text: str, title: str) -> str:
    return text.replace(PLACEHOLDER, title)


def codes() -> list[tuple[str, str, str]]:
    """Every kind and reason code, with its words."""
    return [
        (reviewable.kind, code, words)
        for reviewable in reviewables.kinds().values()
        for reasons in reviewable.reasons.values()
        for code, words in reasons.items()
    ]


@transactional
def write_message(*, by: Subject, kind: str, code: str, language: str, text: str) -> ReasonMessage:
    """Replace the text of a reason in one language."""
    require_for_new(by, "create", ReasonMessage)
    if (kind, code) not in {(known, reason) for known, reason, _ in codes()}:
        raise Invalid([("/code", "unknown", "No such reason of this kind.")])
    made = ReasonMessage(kind=kind, code=code, language=language, text=text)
    made.full_clean()
    made.save(force_insert=True)
    record("reason_message.written", made, by=by)
    return made


@transactional
def rewrite_message(message: ReasonMessage, *, by: Subject, text: str) -> ReasonMessage:
    require(by, "edit", message)
    held = ReasonMessage.objects.select_for_update(no_key=True).get(pk=message.pk)
    held.text, held.version = text, held.version + 1
    held.full_clean()
    held.save()
    record("reason_message.written", held, by=by)
    return held


@transactional
def drop_message(message: ReasonMessage, *, by: Subject) -> None:
    """Go back to the kind's own text."""
    require(by, "delete", message)
    held = ReasonMessage.objects.select_for_update().get(pk=message.pk)
    record("reason_message.dropped", held, by=by)
    held.delete()
