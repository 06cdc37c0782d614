"""One verb for many applications, each on its own: what is refused for one does not hold up the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, OperationalError

from apps.applications.models import Application
from apps.applications.services import deciding
from hearth.kernel.api.problems import as_problem
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import AlreadyDone, Invalid, NotFound, Problem

MOST_AT_ONCE = 50
VERBS: dict[str, Callable[..., Application]] = {
    "begin_review": deciding.begin_review,
    "waitlist": deciding.waitlist_application,
    "reject": deciding.reject_application,
}
"""What can be done to many without having read each; who gets a pet is decided one by one."""


@dataclass(frozen=True)
class Outcome:
    """What became of one application: itself as it then stands, or what refused it."""

    id: UUID
    application: Application | None = None
    refusal: Problem | None = None


def triage(ids: Iterable[UUID], *, verb: str, by: Subject, reason: str = "", note: str = "") -> list[Outcome]:
    """Move applications by a verb, every one in its own transaction; raise Invalid for an unknown verb.

    Refusals become a row's result. What is a mistake of ours is raised: that row is as it was, those before
    it are done, and sending the same again is harmless.
    """
    wanted = list(dict.fromkeys(ids))
    if verb not in VERBS:
        raise Invalid([("/verb", "unknown", f"Give one of: {', '.join(VERBS)}.")])
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid([("/ids", "max_length", f"At most {MOST_AT_ONCE} at once.")])
    words: dict[str, Any] = {"reason": reason, "note": note} if verb == "reject" else {}
    return [_outcome(id, verb, by, words) for id in wanted]


def _outcome(id: UUID, verb: str, by: Subject, words: dict[str, Any]) -> Outcome:
    rows = Application.objects.visible_to(by).for_display().filter(pk=id)
    try:
        application = rows.first()
        if application is None:
            raise NotFound()
        application = VERBS[verb](application, by=by, **words)
    except AlreadyDone:
        return Outcome(id, application=rows.first())
    except Problem as refusal:
        return Outcome(id, refusal=refusal)
    except (IntegrityError, OperationalError) as error:
        refused = as_problem(error)
        if refused.status >= 500:
            raise
        return Outcome(id, refusal=refused)
    return Outcome(id, application=application)
