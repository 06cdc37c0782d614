"""Dialogs over the page of one row: what they ask, and which version they were opened on."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from unfold.forms import BaseDialogForm


class SureForm(BaseDialogForm):
    """Nothing to fill in: the dialog only asks whether one is sure."""


class SeenForm(BaseDialogForm):
    """Carries the version that the dialog was opened on: who acts, acts on what they saw."""

    model: ClassVar[type[Model]]
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            shown = self.model._default_manager.filter(pk=self.object_id)
            self.fields["version"].initial = shown.values_list("version", flat=True).first()


def dialog(
    permission: str,
    label: str,
    explains: str,
    *,
    title: str = "",
    submit: str = "",
    form: type[BaseDialogForm] = SureForm,
    path: str = "",
) -> dict[str, Any]:
    """The settings of an action on one row that asks first, for whoever has the permission."""
    words = {
        "title": title or label,
        "description": explains,
        "form_class": form,
        "form_submit_text": submit or label,
    }
    return {
        "description": label,
        "url_path": path or permission.replace("_", "-"),
        "permissions": [permission],
        "dialog": words,
    }
