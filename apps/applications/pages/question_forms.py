from typing import Any

from django import forms

from apps.applications.services.questions import WHY_NOT
from apps.applications.words import LONGEST_ANSWER, LONGEST_QUESTION


def _words(rows: int, placeholder: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "placeholder": placeholder})


class AskForm(forms.Form):
    text = forms.CharField(
        label="Your question",
        help_text="It may be published with the answer, without your name. "
        "Leave out phone numbers and addresses.",
        max_length=LONGEST_QUESTION,
        widget=_words(3),
        error_messages={"required": "Write what you would like to know."},
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Your answer",
        max_length=LONGEST_ANSWER,
        widget=_words(4),
        error_messages={"required": "Write an answer."},
    )


class RejectForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why?",
        help_text="The person who asked reads it.",
        choices=list(WHY_NOT.items()),
        widget=forms.RadioSelect,
    )


class BlockForm(forms.Form):
    note = forms.CharField(
        label="Why",
        help_text="For yourselves; they never see it.",
        max_length=300,
        required=False,
        widget=_words(2),
    )


class Confirmed(forms.Form):
    """Asked besides, once something looks like contact details."""

    confirmed = forms.BooleanField(label="Everybody may read this; publish it as it is", required=False)


def with_confirmation(kind: type[forms.Form]) -> type[forms.Form]:
    """The form with the box that publishes it all the same."""
    bases: tuple[Any, ...] = (Confirmed, kind)
    made: type[forms.Form] = type(f"Confirmed{kind.__name__}", bases, {})
    return made
