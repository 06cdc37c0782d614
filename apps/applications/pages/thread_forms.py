"""The forms of what is said and noted along an application, and of the verbs that need words or a day."""

from typing import Any

from django import forms

from apps.applications.choices import Ending
from apps.applications.words import LONGEST_MESSAGE
from hearth.kernel.reveal import Reason


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class MessageForm(forms.Form):
    text = forms.CharField(
        label="Your message",
        max_length=LONGEST_MESSAGE,
        widget=_lines(3),
        error_messages={"required": "Write something."},
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label="A note for those who decide",
        help_text="The applicant never sees it.",
        max_length=LONGEST_MESSAGE,
        widget=_lines(2),
        error_messages={"required": "Write something."},
    )


class WordsForm(forms.Form):
    """Words that may go along with a decision."""

    message = forms.CharField(
        label="A few words to the applicant",
        help_text="They read it in the mail, and among your messages.",
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=_lines(4),
    )


class AskForMoreForm(forms.Form):
    message = forms.CharField(
        label="What would you like to know?",
        help_text="They can answer you, and change what they wrote.",
        max_length=LONGEST_MESSAGE,
        widget=_lines(4),
        error_messages={"required": "Write what you would like to know."},
    )


class AppointmentForm(WordsForm):
    at = forms.DateTimeField(
        label="When",
        help_text="If it is agreed already. Otherwise agree on it in messages.",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ("at", "message")


class TurnDownForm(forms.Form):
    reason = forms.ChoiceField(
        label="Why",
        help_text="The applicant reads it, kindly worded.",
        choices=Ending.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
    note = forms.CharField(
        label="A few words to the applicant",
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=_lines(4),
    )


class RevealForm(forms.Form):
    reason = forms.ChoiceField(label="Why do you need to see it?", choices=Reason.choices)
    note = forms.CharField(
        label="In your words",
        help_text="It is kept, and the applicant is told that somebody of Hearth looked.",
        max_length=500,
        widget=_lines(3),
    )


def zoned(form: Any, zone: str) -> Any:
    """Name the timezone in which a form reads the time that it asks for."""
    if "at" in form.fields:
        form.fields["at"].help_text += f" In the time of {zone}."
    return form
