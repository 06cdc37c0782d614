"""The forms that build a form: its head, a section, a question."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from apps.applications.choices import QuestionType
from apps.applications.forms.structure import WITH_CHOICES
from hearth.kernel.models import one_line

MOST_LETTERS = 40


class HeadForm(forms.Form):
    title = forms.CharField(label="Title", max_length=80, validators=[one_line])
    intro = forms.CharField(
        label="Introduction",
        help_text="A few kind words before the first question: how you work, and what you look for.",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SectionForm(forms.Form):
    title = forms.CharField(label="Title of the section", help_text="One section is one step.", max_length=80)
    help = forms.CharField(
        label="Words below the title",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class QuestionForm(forms.Form):
    """One question. Bounds and choices are checked by the form that it joins."""

    label = forms.CharField(label="Question", max_length=200)
    type = forms.ChoiceField(label="Answer", choices=QuestionType.choices)
    help = forms.CharField(
        label="Hint below the question",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    choices = forms.CharField(
        label="Choices",
        help_text="One a line, for “One of several” and “Any of several”.",
        max_length=7000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    required = forms.BooleanField(label="It must be answered", required=False)
    personal = forms.BooleanField(
        label="It is personal",
        help_text="Nobody sees the answer before somebody begins to read, as with a phone number.",
        required=False,
    )
    min = forms.CharField(
        label="At least",
        help_text="Characters of a text, a number, a day as in 2030-05-01, or how many choices.",
        max_length=20,
        required=False,
    )
    max = forms.CharField(label="At most", max_length=20, required=False)

    @classmethod
    def of(cls, question: Mapping[str, Any]) -> "QuestionForm":
        """The form with a question as it stands."""
        lines = "\n".join(choice["label"] for choice in question["choices"])
        return cls(initial={**question, "choices": lines})

    def question(self, *, before: Mapping[str, Any] | None, taken: Iterable[str]) -> dict[str, Any]:
        """What was filled in, as a form's sections have it; a question that is changed keeps its key."""
        given = self.cleaned_data
        return {
            "key": before["key"] if before else free_word(given["label"], taken),
            "type": given["type"],
            "label": given["label"],
            "help": given["help"],
            "required": given["required"],
            "personal": given["personal"],
            "choices": self._choices(before) if given["type"] in WITH_CHOICES else [],
            "min": _bound(given["min"], given["type"]),
            "max": _bound(given["max"], given["type"]),
        }

    def _choices(self, before: Mapping[str, Any] | None) -> list[dict[str, str]]:
        """One a line; a choice whose words stayed keeps its value."""
        known = {choice["label"]: choice["value"] for choice in (before["choices"] if before else ())}
        labels = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        found: list[dict[str, str]] = []
        for label in filter(None, labels):
            taken = {choice["value"] for choice in found} | (set(known.values()) - {known.get(label)})
            value = known[label] if known.get(label, "") not in ("", *(c["value"] for c in found)) else ""
            found.append({"value": value or free_word(label, taken), "label": label})
        return found


def free_word(label: str, taken: Iterable[str]) -> str:
    """A key made of the first words of a label, unlike those that are taken."""
    letters = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[: MOST_LETTERS - 4].strip("_")
    word = letters if letters[:1].isalpha() else f"q_{letters}".strip("_")
    taken, number, found = set(taken), 2, word
    while found in taken:
        found, number = f"{word}_{number}", number + 1
    return found


def _bound(text: str, kind: str) -> Any:
    """A bound as its type has it; what is none of these is said to be wrong by the form's own check."""
    text = text.strip()
    if not text:
        return None
    if kind == QuestionType.DATE:
        return text
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return text
