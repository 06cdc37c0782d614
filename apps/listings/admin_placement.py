"""The verbs of the second axis as buttons of a pet's admin page, each asked for in a dialog."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action
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
from hearth.kernel.admin import SeenForm, dialog
from hearth.kernel.authorization import can


class SeenPetForm(SeenForm):
    model = Pet


def _reason(choices: Any) -> type[SeenPetForm]:
    field = forms.ChoiceField(label="Reason", choices=choices.choices, widget=UnfoldAdminSelectWidget)
    return type(f"{choices.__name__}Form", (SeenPetForm,), {"reason": field})


class TrialForm(SeenPetForm):
    until = forms.DateField(
        label="Until", widget=UnfoldAdminSingleDateWidget, help_text="Within the next 60 days."
    )


class EndingForm(SeenPetForm):
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
DIALOGS: dict[str, type[SeenPetForm]] = {
    "hold": _reason(HoldReason),
    "release": _reason(ReleaseReason),
    "start_trial": TrialForm,
    "return": _reason(ReturnReason),
    "tell_ending": EndingForm,
}
"""Of the verbs that want to know more than which version was seen."""


def _button(verb: str, service: Callable[..., Pet], form_class: type[SeenPetForm]) -> Any:
    table = PLACEMENT.of[verb]

    def moved(pet: Pet, **given: Any) -> str:
        if verb == "tell_ending":
            given["photo"] = pet.happy_photo_id
        service(pet, **given)
        return f"{pet}: {pet.get_placement_display().lower()}"

    def run(self: Any, request: HttpRequest, form: SeenPetForm, object_id: str) -> HttpResponse:
        given = {name: value for name, value in form.cleaned_data.items() if name in ASKED}
        seen = form.cleaned_data["version"]
        answer: HttpResponse = self.act_on(request, object_id, moved, "{}.", seen=seen, **given)
        return answer

    run.__name__ = f"do_{verb}"
    return action(**dialog(verb, table.label, table.explains, form=form_class, path=verb))(run)


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
    setattr(PlacementButtons, f"do_{_verb}", _button(_verb, _service, DIALOGS.get(_verb, SeenPetForm)))
    setattr(PlacementButtons, f"has_{_verb}_permission", _permission(_verb))
