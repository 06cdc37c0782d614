"""Who reads which answers: a policy of fields, beside that of rows.

The applicant reads everything. Those who decide read what is personal once somebody began to read in earnest,
and know before that it is there. Whoever runs the platform reads no answer until they say why they must.
"""

from collections.abc import Mapping
from typing import Any

from apps.applications.forms import HOUSEHOLD_FORM, questions_of, told
from apps.applications.models import Application
from hearth.kernel.authorization import Subject, can
from hearth.kernel.reveal import is_revealed

PRIVATE_AT_HOME = frozenset(question["key"] for question in HOUSEHOLD_FORM.questions if question["personal"])
OWN, REVIEWER, REVEALED, PLATFORM = "own", "reviewer", "revealed", "platform"


def audience_of(application: Application, subject: Subject, *, alone: bool = True) -> str:
    """As whom the subject reads an application; in a list (not `alone`) nothing is revealed."""
    if application.user_id == subject.id:
        return OWN
    if can(subject, "view_private", application).allowed:
        return REVIEWER
    return REVEALED if alone and is_revealed(application, subject) else PLATFORM


def answers_for(application: Application, audience: str) -> tuple[dict[str, Any], list[str]]:
    """The answers that an audience reads, and the keys of those that are there and masked."""
    return _masked(application, application.form, application.answers, audience)


def household_for(application: Application, audience: str) -> tuple[dict[str, Any], list[str]]:
    """The same of the household that was sent with it."""
    return _masked(application, HOUSEHOLD_FORM, application.household, audience)


def reads_answer(application: Application, key: str, audience: str) -> bool:
    return key in answers_for(application, audience)[0]


def _masked(
    application: Application, form: Any, answers: Mapping[str, Any], audience: str
) -> tuple[dict[str, Any], list[str]]:
    if audience == OWN:
        return dict(answers), []
    answers = told(answers)
    if audience == REVEALED:
        return answers, []
    # What no question of the form asks for is shown to nobody else.
    open_keys = {
        question["key"]
        for question in questions_of(form)
        if audience == REVIEWER and (application.is_read or not _is_personal(question))
    }
    shown = {key: value for key, value in answers.items() if key in open_keys}
    return shown, sorted(answers.keys() - shown.keys())


def _is_personal(question: Mapping[str, Any]) -> bool:
    """Whether it is masked at first: what a household keeps private is so in every form that asks for it."""
    return bool(question["personal"]) or question["key"] in PRIVATE_AT_HOME
