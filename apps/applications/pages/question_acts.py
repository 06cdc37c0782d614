"""The verbs of a question as pages: each button beside it, and what should be thought over once more."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse

from apps.applications.models import Question
from apps.applications.pages.base import inbox_url
from apps.applications.pages.question_forms import AnswerForm, AskForm, RejectForm, with_confirmation
from apps.applications.policies import QUESTION_LIMITS
from apps.applications.services import questions as services
from apps.applications.workflows.questions import QUESTIONS
from apps.organizations.pages.asking import Act, ActPage
from hearth.kernel.authorization import require
from hearth.kernel.problems import Invalid, NotFound

ACTS = {
    "answer": Act(
        service=services.answer_question,
        asks="Answer privately",
        button="Send answer",
        done="Your answer is sent. Nobody else reads it.",
        form=AnswerForm,
    ),
    "answer_and_publish": Act(
        service=services.answer_and_publish,
        asks="Answer and publish",
        button="Publish",
        done="Question and answer stand on {pet}’s page now.",
        form=AnswerForm,
    ),
    "publish": Act(
        service=services.publish_question,
        asks="Publish question and answer",
        button="Publish",
        done="Question and answer stand on {pet}’s page now.",
    ),
    "hide": Act(
        service=services.hide_question,
        asks="Hide question and answer",
        button="Hide",
        done="It is not on {pet}’s page any more.",
    ),
    "reject": Act(
        service=services.reject_question,
        asks="Turn the question down",
        button="Turn down",
        done="The question is turned down; we say why to the person who asked.",
        form=RejectForm,
    ),
    "correct": Act(
        service=services.correct_answer,
        asks="Correct the answer",
        button="Save answer",
        done="Saved.",
        form=AnswerForm,
    ),
    "reword": Act(
        service=services.reword_question,
        asks="Change your question",
        button="Save question",
        done="Saved.",
        form=AskForm,
    ),
    "withdraw": Act(
        service=services.withdraw_question,
        asks="Take your question back",
        button="Take it back",
        done="Your question is taken back.",
    ),
}
PUBLISHING = frozenset({"answer_and_publish", "publish", "correct"})
"""Everybody may read it then, so that contact details must be meant so."""
BEGINS_WITH = {"correct": "answer", "reword": "text"}
"""The column that stands in the form."""


class QuestionActPage(ActPage):
    """One verb of one question."""

    acts = ACTS
    template = "applications/question.html"
    question: Question | None = None

    def load(self, id: UUID) -> Question:
        self.question = Question.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if self.question is None:
            raise NotFound()
        return self.question

    def act(self, verb: str) -> Act:
        return replace(super().act(verb), limit=QUESTION_LIMITS[verb])

    def check(self, row: Question, verb: str) -> None:
        require(self.subject, verb, row)
        QUESTIONS.guard(row, verb, by=self.subject)

    def words(self, row: Question) -> dict[str, str]:
        return {"pet": row.pet.name}

    def make_form(self, row: Question, act: Act, data: Any = None) -> forms.Form:
        verb = self.kwargs["verb"]
        confirms = verb in PUBLISHING and data is not None and "confirmed" in data
        kind = with_confirmation(act.form) if confirms else act.form
        column = BEGINS_WITH.get(verb)
        return kind(data, initial={column: getattr(row, column)} if column else {})

    def refused_form(self, row: Question, act: Act, form: forms.Form, problem: Invalid) -> forms.Form:
        """The form with what speaks against it, and with the box that publishes all the same."""
        if any(error["code"] == "contact_details" for error in problem.errors):
            form = with_confirmation(act.form)(self.request.POST)
        return super().refused_form(row, act, form, problem)

    def context(self, row: Question, act: Act, form: forms.Form) -> dict[str, Any]:
        return {
            **super().context(row, act, form),
            "shows_answer": bool(row.answer) and "answer" not in form.fields,
            "shows_text": "text" not in form.fields,
        }

    def after_refusal(self) -> str:
        if self.question is None or self.question.user_id == self.subject.id:
            return reverse("my-questions")
        return f"{inbox_url(self.question.organization, 'questions')}#question-{self.question.pk}"
