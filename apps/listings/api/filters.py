from typing import Any

import django_filters
from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from apps.listings.ages import born_for
from apps.listings.choices import AgeGroup, Sex, Size, Species, Status
from apps.listings.models import Pet
from apps.listings.querysets import status_is
from apps.organizations.models import Organization
from hearth.kernel.api.filtering import AnyColumn, AnyOf

BREEDS = ("breed", "secondary_breed")


class PetFilter(django_filters.FilterSet):
    """The public list's filters. A word given twice means either."""

    species = AnyOf(choices=Species.choices)
    breed = AnyColumn(BREEDS, max_length=60, help_text="Main or second breed, whole name")
    age_group = django_filters.MultipleChoiceFilter(choices=AgeGroup.choices, method="by_age_group")
    size = AnyOf(choices=Size.choices)
    gender = AnyOf(field_name="sex", choices=Sex.choices)
    organization = django_filters.CharFilter(
        method="by_organization", max_length=90, help_text="Slug or id of the organisation"
    )
    region = django_filters.CharFilter(field_name="region", lookup_expr="iexact", max_length=80)
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, method="by_status")

    class Meta:
        model = Pet
        fields: list[str] = []

    def by_age_group(self, rows: QuerySet[Any], name: str, values: list[str]) -> QuerySet[Any]:
        today = timezone.localdate()
        condition = Q(pk__in=[])
        for value in values:
            condition |= born_for(value, today)
        return rows.filter(condition) if values else rows

    def by_organization(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        # As one value, not as a set to join with: so its pets are read from their index, in their order.
        return rows.filter(organization=Subquery(Organization.objects.by_id_or_slug(value).values("pk")[:1]))

    def by_status(self, rows: QuerySet[Any], name: str, values: list[str]) -> QuerySet[Any]:
        return rows.filter(status_is(*values)) if values else rows


class PublicPetFilter(PetFilter):
    status = django_filters.MultipleChoiceFilter(
        choices=[(word.value, word.label) for word in (Status.APPROVED, Status.ON_HOLD, Status.RESERVED)],
        method="by_status",
        help_text="`approved` unless given; `on_hold` and `reserved` show those, several add up",
    )
