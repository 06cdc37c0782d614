import django_filters
from django import forms

from apps.listings.api.filters import BREEDS, PublicPetFilter
from apps.listings.choices import AgeGroup, Sex, Size, Species
from apps.listings.models import Pet
from hearth.kernel.api.filtering import AnyColumn


class PageFilter(PublicPetFilter):
    """The API's filters as a person sees them: boxes to tick, words to type, nothing to learn."""

    species = django_filters.MultipleChoiceFilter(
        choices=Species.choices, label="Kind of animal", widget=forms.CheckboxSelectMultiple
    )
    age_group = django_filters.MultipleChoiceFilter(
        choices=AgeGroup.choices, label="Age", widget=forms.CheckboxSelectMultiple, method="by_age_group"
    )
    gender = django_filters.MultipleChoiceFilter(
        field_name="sex", choices=Sex.choices[:2], label="Sex", widget=forms.CheckboxSelectMultiple
    )
    size = django_filters.MultipleChoiceFilter(
        choices=Size.choices, label="Size", widget=forms.CheckboxSelectMultiple
    )
    breed = AnyColumn(BREEDS, max_length=60, label="Breed")
    region = django_filters.CharFilter(
        field_name="region", lookup_expr="iexact", max_length=80, label="Region"
    )
    organization = django_filters.CharFilter(
        method="by_organization", max_length=90, label="Rescue", widget=forms.HiddenInput
    )
    status = None

    class Meta:
        model = Pet
        fields: list[str] = []
