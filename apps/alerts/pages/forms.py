from typing import Any

from django import forms

from apps.alerts.choices import Cadence
from apps.alerts.models import SavedSearch


class SearchForm(forms.ModelForm):
    """What a search is called and how often it writes; `instead` replaces what an older one looks for."""

    cadence = forms.ChoiceField(
        choices=Cadence.choices, widget=forms.RadioSelect, label="Mail me what is new"
    )

    class Meta:
        model = SavedSearch
        fields = ("name", "cadence")
        labels = {"name": "Call it"}


class NewSearchForm(SearchForm):
    instead = forms.ModelChoiceField(
        SavedSearch.objects.none(),
        required=False,
        empty_label="No, as a new one",
        label="Replace what an earlier search looks for?",
    )

    def __init__(self, *args: Any, earlier: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if earlier.exists():
            self.fields["instead"].queryset = earlier  # type: ignore[attr-defined]
        else:
            del self.fields["instead"]
