from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.accounts.models import User
from apps.accounts.timezones import known_timezones

LANGUAGES = [("en-AU", "English"), ("de", "Deutsch")]
CLOSING_WORDS = "close my account"


class Suggesting(forms.TextInput):
    """A text field that suggests while one types: searchable everywhere, with and without a script."""

    def __init__(self, words: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        suggestions = f"{(attrs or {}).get('id', name)}_list"
        field = super().render(name, value, {**(attrs or {}), "list": suggestions}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        return format_html("{}<datalist{}>{}</datalist>", field, flatatt({"id": suggestions}), options)


class ProfileForm(forms.ModelForm):
    """What a person says about themselves; the picture has a form of its own."""

    locale = forms.ChoiceField(
        label="Language", help_text="Of mails and notifications. The pages are in English."
    )
    timezone = forms.CharField(
        label="Timezone",
        max_length=40,
        help_text="Times on the pages are yours. Type a city, such as Perth, and choose.",
    )

    class Meta:
        model = User
        fields = ("display_name", "phone", "locale", "timezone")
        labels = {"display_name": "Name", "phone": "Phone"}
        help_texts = {
            "display_name": "How others see you here.",
            "phone": "Not shown to anybody unless you send it to them.",
        }
        widgets = {
            "display_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.instance.locale
        languages = LANGUAGES if own in dict(LANGUAGES) else [(own, own), *LANGUAGES]
        self.fields["locale"].choices = languages  # type: ignore[attr-defined]
        zones = sorted(zone for zone in known_timezones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["timezone"].widget = Suggesting(
            zones, attrs={"autocomplete": "off", "spellcheck": "false"}
        )

    def clean_timezone(self) -> str:
        """Take a zone, or the end of just one: people type “Perth”."""
        typed = self.cleaned_data["timezone"].strip().replace(" ", "_")
        if typed in known_timezones():
            return str(typed)
        meant = [zone for zone in known_timezones() if zone.lower().endswith(f"/{typed.lower()}")]
        if len(meant) != 1:
            raise forms.ValidationError("Choose one from the list, such as Australia/Sydney.", code="unknown")
        return meant[0]


class CloseForm(forms.Form):
    confirmation = forms.CharField(
        label=f"To go on, type: {CLOSING_WORDS}",
        error_messages={"required": f"Type the words “{CLOSING_WORDS}”."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_confirmation(self) -> str:
        typed = " ".join(str(self.cleaned_data["confirmation"]).split()).lower()
        if typed != CLOSING_WORDS:
            raise forms.ValidationError(f"Type the words “{CLOSING_WORDS}”.", code="unconfirmed")
        return typed
