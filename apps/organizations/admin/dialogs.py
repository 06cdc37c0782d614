"""What the dialogs on an organisation's admin page ask for."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from apps.organizations.models import Organization, Verification
from apps.organizations.registrations import REVIEW
from apps.organizations.services.organizations import ARCHIVE_REASONS
from apps.organizations.services.verification import USUAL
from hearth.kernel.admin import SeenForm


def _chosen(label: str, choices: Any, *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget, required=required)


class SeenOrganizationForm(SeenForm):
    model = Organization


class SuspendForm(SeenOrganizationForm):
    reason = _chosen("Reason", list(REVIEW.reasons["remove"].items()))
    note = forms.CharField(
        label="Note to its founder", max_length=2000, required=False, widget=UnfoldAdminTextareaWidget
    )


class ArchiveForm(SeenOrganizationForm):
    reason = _chosen("Reason", [("", "None given"), *ARCHIVE_REASONS.items()], required=False)


class VerifyForm(SeenOrganizationForm):
    evidence = _chosen("What was seen", Verification.Evidence.choices)
    reference = forms.CharField(
        label="Link or number", max_length=200, required=False, widget=UnfoldAdminTextInputWidget
    )
    note = forms.CharField(
        label="Note for reviewers", max_length=2000, required=False, widget=UnfoldAdminTextareaWidget
    )
    expires_on = forms.DateField(
        label="Counts until",
        widget=UnfoldAdminSingleDateWidget,
        initial=lambda: timezone.localdate() + USUAL,
        help_text="Two years at most.",
    )

    def clean_expires_on(self) -> Any:
        chosen = self.cleaned_data["expires_on"]
        if not timezone.localdate() < chosen <= timezone.localdate() + timedelta(days=730):
            raise forms.ValidationError("Choose a day within the next two years.")
        return chosen


class UnverifyForm(SeenOrganizationForm):
    reason = _chosen("Reason", [(code.value, code.label) for code in Verification.BY_HAND])
