"""Answers as people read them: by section, in words, with what is hidden named and not shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateformat import format as say

from apps.applications.choices import QuestionType
from apps.applications.forms import HOUSEHOLD_FORM
from apps.applications.masking import answers_for, household_for
from apps.applications.models import Application
from apps.applications.pages.steps import steps_of


@dataclass(frozen=True)
class Row:
    key: str
    label: str
    words: str
    is_hidden: bool = False
    is_file: bool = False
    is_missing: bool = False
    """It is demanded, and not there."""


def sections_read(application: Application, audience: str) -> list[dict[str, Any]]:
    """Every section of the form with its answers; each knows the step in which it is changed."""
    answers, masked = answers_for(application, audience)
    return _read(application.form, answers, masked)


def draft_read(application: Application, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same of answers that somebody is still giving."""
    return _read(application.form, answers, [])


def household_read(application: Application, audience: str) -> list[Row]:
    """What the applicant's household tells besides: the answers that stand nowhere in the form."""
    answers, masked = household_for(application, audience)
    in_form = {question["key"] for question in application.form.questions}
    asked = [question for question in HOUSEHOLD_FORM.questions if question["key"] not in in_form]
    rows = [_row(question, answers, masked) for question in asked]
    return [row for row in rows if row.words or row.is_hidden]


def in_words(question: Mapping[str, Any], value: Any) -> str:
    """One answer as a person would say it."""
    kind = QuestionType(question["type"])
    labels = {choice["value"]: choice["label"] for choice in question["choices"]}
    if value is None:
        return ""
    if kind is QuestionType.CHOICE:
        return labels.get(value, str(value))
    if kind is QuestionType.MULTI:
        return ", ".join(labels.get(each, str(each)) for each in value)
    if kind is QuestionType.YES_NO:
        return "Yes" if value else "No"
    if kind is QuestionType.CONSENT:
        return "Agreed"
    if kind is QuestionType.DATE:
        return say(date.fromisoformat(value), "j F Y")
    return str(value)


def _read(form: Any, answers: Mapping[str, Any], masked: list[str]) -> list[dict[str, Any]]:
    return [
        {"step": step, "rows": [_row(question, answers, masked) for question in step.questions]}
        for step in steps_of(form)
    ]


def _row(question: Mapping[str, Any], answers: Mapping[str, Any], masked: list[str]) -> Row:
    key = question["key"]
    return Row(
        key=key,
        label=question["label"],
        words=in_words(question, answers.get(key)),
        is_hidden=key in masked,
        is_file=question["type"] == QuestionType.FILE,
        is_missing=question["required"] and answers.get(key) is None and key not in masked,
    )
