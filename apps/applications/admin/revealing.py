"""What site admins do before they read what is masked for them: they say why."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.authorization import can
from hearth.kernel.reveal import Reason, reveal


class RevealForm(BaseDialogForm):
    reason = forms.ChoiceField(
        label="Why do you need to see it?", choices=Reason.choices, widget=UnfoldAdminSelectWidget
    )
    note = forms.CharField(
        label="In your own words", max_length=500, required=False, widget=UnfoldAdminTextareaWidget
    )


class RevealingAdmin(PolicyAdmin):
    """For models of which a site admin may open a row's words for a quarter of an hour."""

    def open_to(self, request: HttpRequest, form: RevealForm, object_id: str) -> HttpResponse:
        # The dialog's form has a field of its own besides these.
        told = {name: form.cleaned_data[name] for name in ("reason", "note")}
        return self.act_on(request, object_id, reveal, "", **told)

    def has_reveal_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_object(request, str(object_id))
        return found is not None and can(self.subject(request), "reveal", found).allowed
