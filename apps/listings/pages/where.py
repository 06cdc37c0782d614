"""Where an animal is, as its owner reads it: what comes next, and a button for each verb that is possible."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from apps.listings.choices import HoldReason, Placement, ReleaseReason, ReturnReason
from apps.listings.models import Pet
from apps.listings.services.placement import LONGEST_TRIAL
from apps.listings.workflows import PLACEMENT
from hearth.kernel.authorization import Subject
from hearth.kernel.pages.verbs import possible_verbs

NEXT = {
    Placement.AVAILABLE: "Families can find {name}.",
    Placement.IN_FOSTER: "{name} lives with a foster carer meanwhile; families can find {name}.",
    Placement.ON_HOLD: "Nobody can apply while {name} is on hold. Make {name} available when it is time.",
    Placement.RESERVED: "{name} is kept for one family. Start a trial when {name} moves in, or say that it "
    "is for good; if it falls through, release {name}.",
    Placement.TRIAL: "{name} lives with the new family until {until}. Then say whether {name} stays.",
    Placement.ADOPTED: "{name} is home. Everybody can see the page until {shown_until}.",
    Placement.RETURNED: "{name} is back. Make {name} available once {name} has settled.",
    Placement.TRANSFERRED: "Another rescue has taken {name} over; the listing has ended.",
    Placement.RECLAIMED: "{name} is with the people who had lost {name}; the listing has ended.",
    Placement.DECEASED: "{name} has died; the listing has ended. We are sorry.",
}
MAIN = {
    Placement.ON_HOLD: "make_available",
    Placement.RETURNED: "make_available",
    Placement.RESERVED: "start_trial",
    Placement.TRIAL: "adopt",
}
"""The one step that is likeliest to come next."""
ENDS = {
    "transfer": "Another rescue looks after {name} from now on. The listing ends, and whoever applied is "
    "told.",
    "reclaim": "{name} is back with the people who had lost {name}. The listing ends, and whoever applied is "
    "told.",
    "mark_deceased": "We are sorry that {name} has died. The listing ends, and whoever applied is told.",
}
"""What a dialog says before the listing ends for good."""
SAID = {
    "hold": "{name} is on hold.",
    "make_available": "Families can find {name} again.",
    "foster": "{name} is in foster care.",
    "end_foster": "{name} is back from foster care.",
    "release": "The reservation is ended. Families can find {name} again.",
    "start_trial": "{name} is on trial. We wish you all a good start.",
    "adopt": "How good! {name} is home.",
    "return": "{name} is back. Rest comes first; make {name} available when it is time.",
    "transfer": "The listing of {name} has ended.",
    "reclaim": "The listing of {name} has ended.",
    "mark_deceased": "The listing of {name} has ended. We are sorry.",
}
"""After each verb that has a button here; the happy ending has a page of its own."""
REASONS: dict[str, Any] = {"hold": HoldReason, "release": ReleaseReason, "return": ReturnReason}


class ReasonForm(forms.Form):
    def __init__(self, verb: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{verb}_%s")
        choices = [("", "Choose one"), *REASONS[verb].choices]
        self.fields["reason"] = forms.ChoiceField(label="Why", choices=choices)


class TrialForm(forms.Form):
    until = forms.DateField(label="The trial's last day")

    def __init__(self, verb: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{verb}_%s")
        today = timezone.localdate()
        days = {"min": str(today + timedelta(days=1)), "max": str(today + LONGEST_TRIAL)}
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **days})
        self.fields["until"].widget = widget
        self.initial["until"] = today + timedelta(days=14)


@dataclass(frozen=True)
class Step:
    """A verb as a page offers it."""

    verb: str
    label: str
    button: str
    """The same once more, where a dialog is open: what happens now."""
    explains: str
    url: str
    style: str
    form: forms.Form | None

    @property
    def asks(self) -> bool:
        """Whether it opens a dialog first."""
        return self.form is not None or self.verb in ENDS


def form_of(verb: str, data: Any = None) -> Any:
    """The dialog of a verb; None for one that needs no words."""
    if verb in REASONS:
        return ReasonForm(verb, data)
    return TrialForm(verb, data) if verb == "start_trial" else None


def where_context(pet: Pet, subject: Subject) -> dict[str, Any]:
    """What a page says of a published pet's placement, and what its people can do next."""
    if pet.moderation != "approved":
        return {"where": None}
    possible = [_step(pet, verb) for verb in possible_verbs(pet, PLACEMENT, subject) if verb.name in SAID]
    return {
        "where": {
            "label": pet.get_placement_display(),
            "next": _what_comes_next(pet),
            "reason": reason_label(pet.placement, pet.placement_reason),
            "steps": [step for step in possible if step.verb not in ENDS],
            "ends": [step for step in possible if step.verb in ENDS],
            "can_tell": PLACEMENT.has_room(pet, "tell_ending"),
        }
    }


def reason_label(placement: str, code: str) -> str:
    """A placement's reason in words; empty for none."""
    reasons = HoldReason if placement == Placement.ON_HOLD else ReturnReason
    return str(dict(reasons.choices).get(code, ""))


def _what_comes_next(pet: Pet) -> str:
    days = {"until": pet.trial_until, "shown_until": pet.shown_until}
    told = {name: f"{day:%-d %B %Y}" if day else "" for name, day in days.items()}
    return NEXT[Placement(pet.placement)].format(name=pet.name, **told)


def _step(pet: Pet, verb: Any) -> Step:
    return Step(
        verb.name,
        verb.label,
        "End the listing" if verb.name in ENDS else verb.label,
        ENDS[verb.name].format(name=pet.name) if verb.name in ENDS else verb.explains,
        reverse("my-listing-verb", args=[pet.pk, verb.name]),
        "primary" if verb.name == MAIN.get(Placement(pet.placement)) else "secondary",
        form_of(verb.name),
    )
