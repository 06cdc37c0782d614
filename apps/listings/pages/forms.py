from typing import Any

from django import forms
from django.db.models import Q

from apps.listings.choices import SHOWN, Sex
from apps.listings.models import DESCRIPTION_AT_LEAST, Pet
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject

COMPANIONS_WHILE = ("draft", "pending", "changes_requested", "approved", "expired")
GROUPS = (
    ("Who they are", ("organization", "name", "species", "breed", "secondary_breed", "mixed", "sex")),
    ("Age and looks", ("birth_date", "birth_date_estimated", "size", "coat", "colours")),
    ("In words", ("description", "story")),
    ("Where they are", ("suburb", "region")),
    (
        "Living together",
        (
            *("good_with_children", "good_with_dogs", "good_with_cats", "house_trained"),
            *("special_needs", "bonded_with"),
        ),
    ),
    ("Health", ("desexed", "vaccinated", "wormed", "microchip")),
    ("Fee", ("adoption_fee",)),
)


class PetForm(forms.ModelForm):
    """The details step. What is missing for publication may stay empty until it is sent for review."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(), required=False, empty_label="Myself", label="Listed by"
    )
    microchip = forms.RegexField(
        r"^[A-Za-z0-9]{9,15}\Z",
        required=False,
        label="Microchip number",
        help_text="We keep it unreadable and show only its last four characters, to you.",
        error_messages={"invalid": "A microchip number has 9 to 15 letters and digits."},
    )

    bonded_with = forms.ModelMultipleChoiceField(
        Pet.objects.none(),
        required=False,
        label="Should go to the same home as",
        help_text="Tick those that belong together. Their pages show each other.",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Pet
        fields = (
            *("name", "species", "breed", "secondary_breed", "mixed", "sex"),
            *("birth_date", "birth_date_estimated", "size", "coat", "colours", "description", "story"),
            *("suburb", "region", "good_with_children", "good_with_dogs", "good_with_cats", "house_trained"),
            *("special_needs", "desexed", "vaccinated", "wormed", "adoption_fee"),
        )
        labels = {
            "secondary_breed": "Second breed",
            "mixed": "A mix of breeds",
            "sex": "Sex",
            "birth_date": "Date of birth",
            "birth_date_estimated": "The date is an estimate",
            "special_needs": "Special needs",
            "good_with_children": "Gets on with children",
            "good_with_dogs": "Gets on with dogs",
            "good_with_cats": "Gets on with cats",
            "house_trained": "House-trained",
            "adoption_fee": "Adoption fee in Australian dollars",
        }
        help_texts = {
            "birth_date": "An estimate is fine: tick the box below.",
            "description": f"Who they are day to day, in {DESCRIPTION_AT_LEAST} characters or more. "
            "Leave out phone numbers and addresses.",
            "story": "How they came to need a home.",
            "suburb": "Only the suburb is shown, never an address.",
        }
        widgets = {
            # A date field of a browser reads this one format and shows the person's own; else it stays empty.
            "birth_date": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "description": forms.Textarea(attrs={"rows": 6}),
            "story": forms.Textarea(attrs={"rows": 5}),
            "sex": forms.RadioSelect(choices=Sex.choices),
            "adoption_fee": forms.NumberInput(attrs={"min": 0, "step": "0.01", "inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, subject: Subject, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, nothing in (("species", "Choose one"), ("size", "Not known"), ("coat", "Not known")):
            field: Any = self.fields[name]
            field.choices = [("", nothing), *field.choices[1:]]
        mine = Organization.objects.filter(pk__in=subject.organizations_with("manage_listings"))
        if not self.instance._state.adding or not mine.exists():
            del self.fields["organization"]
        else:
            self.fields["organization"].queryset = mine.order_by("name")  # type: ignore[attr-defined]
        self._offer_companions(subject)
        if self.instance.microchip_last4:
            self.fields[
                "microchip"
            ].help_text = (
                f"We have one that ends in {self.instance.microchip_last4}. Leave this empty to keep it."
            )

    def _offer_companions(self, subject: Subject) -> None:
        """Offer those of the same people that are still here, and those that are ticked already."""
        pet, field = self.instance, self.fields["bonded_with"]
        own = Pet.objects.visible_to(subject, "edit")
        if not pet._state.adding:
            own = own.filter(organization=pet.organization_id).exclude(pk=pet.pk)
            if pet.organization_id is None:
                own = own.filter(user=pet.user_id)
            field.initial = [str(pk) for pk in pet.bonded_with.values_list("pk", flat=True)]
        here = Q(moderation__in=COMPANIONS_WHILE, placement__in=SHOWN)
        ticked = Q(pk__in=field.initial or [])
        found = own.filter(here | ticked).distinct().order_by("name", "pk")
        field.queryset = found  # type: ignore[attr-defined]
        if not found.exists():
            del self.fields["bonded_with"]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        found = [(title, [self[name] for name in names if name in self.fields]) for title, names in GROUPS]
        return [(title, fields) for title, fields in found if fields]

    def given(self) -> dict[str, Any]:
        """The input as the services take it."""
        found = dict(self.cleaned_data)
        if not found.get("microchip"):
            found.pop("microchip", None)
        if "bonded_with" in found:
            found["bonded_with"] = list(found["bonded_with"])
        return found
