"""The questions of a form as fields of a page. What is wrong with an answer is said by the form itself."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from apps.applications.choices import QuestionType
from apps.applications.forms import validate
from apps.applications.forms.structure import LONGEST
from hearth.kernel.problems import Invalid

Question = Mapping[str, Any]
MOST_RADIOS = 7
"""With more choices than this a list that opens is easier to read."""
LONGEST_NUMBER = 40


class Part:
    """Some questions of a form, to be held against answers like a whole one."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = list(questions)


class AnswerField(forms.Field):
    """Hands on what was sent, in the shape in which the API takes it; nothing is checked here."""

    def __init__(self, question: Question, widget: forms.Widget) -> None:
        super().__init__(required=False, label=question["label"], help_text=question["help"], widget=widget)
        self.is_asked = bool(question["required"])


class NumberField(AnswerField):
    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if len(text) <= LONGEST_NUMBER:
            for read in (int, float):
                try:
                    return read(text)
                except ValueError:
                    continue
        return text


class YesNoField(AnswerField):
    WORDS: Mapping[str, bool] = {"yes": True, "no": False}

    def to_python(self, value: Any) -> Any:
        return self.WORDS.get(value, value)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class AnswersForm(forms.Form):
    """Some questions with the answers that are there; files have forms of their own."""

    prefix = "q"

    def __init__(self, questions: Iterable[Question], data: Any = None, *, answers: Any = None) -> None:
        super().__init__(data, initial=dict(answers or {}))
        self.questions = [each for each in questions if each["type"] != QuestionType.FILE]
        for question in self.questions:
            self.fields[question["key"]] = field_of(question)

    def check(self, *, partial: bool, unfinished: bool = False) -> dict[str, Any]:
        """Note what is wrong at each question; return the answers that are good, an empty one as None."""
        given: dict[str, Any] = self.cleaned_data if self.is_valid() else {}
        try:
            validate(Part(self.questions), given, partial=partial, unfinished=unfinished)
        except Invalid as problem:
            self.take(problem)
        return {key: value for key, value in given.items() if key not in self.errors}

    def take(self, problem: Invalid) -> None:
        """Put what a service refused beside the question that it points at."""
        for error in problem.errors:
            key = error["pointer"].rpartition("/")[2]
            self.add_error(key if key in self.fields else None, error["detail"])


def field_of(question: Question) -> AnswerField:
    kind = QuestionType(question["type"])
    choices = [(choice["value"], choice["label"]) for choice in question["choices"]]
    if kind is QuestionType.LONG_TEXT:
        return AnswerField(question, forms.Textarea(attrs={"rows": 5, **_longest(question, kind)}))
    if kind is QuestionType.CHOICE:
        return AnswerField(question, _one_of(choices))
    if kind is QuestionType.MULTI:
        return AnswerField(question, forms.CheckboxSelectMultiple(choices=choices))
    if kind is QuestionType.NUMBER:
        return NumberField(question, forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}))
    if kind is QuestionType.DATE:
        return AnswerField(question, forms.DateInput(attrs={"type": "date"}))
    if kind is QuestionType.YES_NO:
        return YesNoField(question, forms.RadioSelect(choices=[("yes", "Yes"), ("no", "No")]))
    if kind is QuestionType.CONSENT:
        return AnswerField(question, forms.CheckboxInput())
    return AnswerField(question, forms.TextInput(attrs=_longest(question, kind)))


def _one_of(choices: list[tuple[str, str]]) -> forms.Widget:
    if len(choices) > MOST_RADIOS:
        return forms.Select(choices=[("", "Choose one"), *choices])
    return forms.RadioSelect(choices=choices)


def _longest(question: Question, kind: QuestionType) -> dict[str, Any]:
    return {"maxlength": question["max"] or LONGEST[kind]}
