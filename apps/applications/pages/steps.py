"""A form cut into steps: one section a step, and a step of their own for the files that it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from apps.applications.choices import QuestionType
from apps.applications.forms import validate
from apps.applications.models import Application
from apps.applications.pages.answer_forms import Part
from hearth.kernel.problems import Invalid


@dataclass(frozen=True)
class Step:
    number: int
    title: str
    help: str
    questions: list[dict[str, Any]]
    for_files: bool = False

    @property
    def has_personal(self) -> bool:
        return any(question["personal"] for question in self.questions)

    def is_done(self, answers: Mapping[str, Any]) -> bool:
        """Whether every answer that this step demands is there and good."""
        mine = {each["key"]: answers[each["key"]] for each in self.questions if each["key"] in answers}
        try:
            validate(Part(self.questions), mine, partial=False)
        except Invalid:
            return False
        return True


def steps_of(form: Any) -> list[Step]:
    """The steps of a form; sections without a question have none."""
    found: list[Step] = []
    for section in form.sections:
        files = [each for each in section["questions"] if each["type"] == QuestionType.FILE]
        asked = [each for each in section["questions"] if each["type"] != QuestionType.FILE]
        if asked:
            found.append(Step(len(found) + 1, section["title"], section["help"], asked))
        if files:
            title = f"{section['title']}: files" if asked else section["title"]
            found.append(Step(len(found) + 1, title, "" if asked else section["help"], files, True))
    return found


def step_url(application: Application, number: int) -> str:
    return reverse("application-step", args=[application.pk, number])


def rail(application: Application, answers: Mapping[str, Any], here: int = 0) -> list[dict[str, Any]]:
    """Every step with its address, for the list beside the form."""
    return [
        {
            "step": step,
            "url": step_url(application, step.number),
            "is_here": step.number == here,
            # A step that demands nothing is done when something was said.
            "is_done": step.is_done(answers) and any(each["key"] in answers for each in step.questions),
        }
        for step in steps_of(application.form)
    ]


def way_on(application: Application, answers: Mapping[str, Any]) -> str:
    """Where somebody goes on who left off: the first step with something to do, or the check."""
    for step in steps_of(application.form):
        if not step.is_done(answers):
            return step_url(application, step.number)
    return reverse("application-check", args=[application.pk])
