"""The verbs of the second axis as buttons of a pet's admin page, each asked for in a dialog."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)

from apps.listings.choices import HoldReason, ReleaseReason, ReturnReason
from apps.listings.models import HAPPY_WORDS_AT_MOST, Pet
from apps.listings.services.verbs import OF_PLACEMENT
from apps.listings.workflows import PLACEMENT
from hearth.kernel.authorization import can
from hearth.kernel.problems import NotFound, Problem
from hearth.kernel.workflow import check_seen


class SeenForm(BaseDialogForm):
    """Carries the version that the dialog was opened on: who acts, acts on what they saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            shown = Pet.objects.filter(pk=self.object_id).values_list("version", flat=True).first()
            self.fields["version"].initial = shown


def _reason(choices: Any) -> type[SeenForm]:
    field = forms.ChoiceField(label="Reason", choices=choices.choices, widget=UnfoldAdminSelectWidget)
    return type(f"{choices.__name__}Form", (SeenForm,), {"reason": field})


class TrialForm(SeenForm):
    until = forms.DateField(
        label="Until", widget=UnfoldAdminSingleDateWidget, help_text="Within the next 60 days."
    )


class EndingForm(SeenForm):
    words = forms.CharField(
        label="How it went",
        max_length=HAPPY_WORDS_AT_MOST,
        required=False,
        widget=UnfoldAdminTextareaWidget,
    )
    family_agreed = forms.BooleanField(
        label="The new family agreed to be told about", required=False, widget=UnfoldBooleanWidget
    )


ASKED = ("reason", "until", "words", "family_agreed")
DIALOGS: dict[str, type[SeenForm]] = {
    "hold": _reason(HoldReason),
    "release": _reason(ReleaseReason),
    "start_trial": TrialForm,
    "return": _reason(ReturnReason),
    "tell_ending": EndingForm,
}
"""Of the verbs that want to know more than which version was seen."""


def _button(verb: str, service: Callable[..., Pet], form_class: type[SeenForm]) -> Any:
    table = PLACEMENT.of[verb]

    def run(self: Any, request: HttpRequest, form: SeenForm, object_id: str) -> HttpResponse:
        given = {name: value for name, value in form.cleaned_data.items() if name in ASKED}
        try:
            pet = Pet.objects.filter(pk=UUID(str(object_id))).first()
            if pet is None:
                raise NotFound()
            check_seen(pet, str(form.cleaned_data["version"]))
            if verb == "tell_ending":
                given["photo"] = pet.happy_photo_id
            service(pet, by=self.subject(request), **given)
            messages.success(request, f"{pet}: {pet.get_placement_display().lower()}.")
        except Problem as problem:
            messages.error(request, str(problem))
        return HttpResponse(headers={"HX-Redirect": reverse("admin:listings_pet_change", args=[object_id])})

    run.__name__ = f"do_{verb}"
    words = {
        "title": table.label,
        "description": table.explains,
        "form_class": form_class,
        "form_submit_text": table.label,
    }
    return action(description=table.label, url_path=verb, permissions=[verb], dialog=words)(run)


def _permission(verb: str) -> Callable[..., bool]:
    def allowed(self: Any, request: HttpRequest, object_id: Any = None) -> bool:
        pet = self.get_object(request, str(object_id))
        if pet is None or not PLACEMENT.has_room(pet, verb):
            return False
        return can(self.subject(request), verb, pet).allowed

    return allowed


class PlacementButtons:
    """For who is among a pet's own people and works in the admin."""

    placement_actions: ClassVar[tuple[str, ...]] = tuple(f"do_{verb}" for verb in OF_PLACEMENT)


for _verb, _service in OF_PLACEMENT.items():
    setattr(PlacementButtons, f"do_{_verb}", _button(_verb, _service, DIALOGS.get(_verb, SeenForm)))
    setattr(PlacementButtons, f"has_{_verb}_permission", _permission(_verb))
