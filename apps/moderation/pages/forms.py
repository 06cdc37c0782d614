from typing import Any

from django import forms

from hearth.kernel.reveal import Reason


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label="What is wrong?", widget=forms.RadioSelect)
    note = forms.CharField(
        label="What should we know?",
        help_text="Moderators alone read it.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, reasons: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(reasons.items())  # type: ignore[attr-defined]


class AppealForm(forms.Form):
    text = forms.CharField(
        label="Why should we look at it again?",
        help_text="Say what we overlooked, or what you have changed since.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 7}),
    )


class RevealForm(forms.Form):
    reason = forms.ChoiceField(label="Why do you need the names?", choices=Reason.choices)
    note = forms.CharField(label="In your own words", max_length=500, required=False)
