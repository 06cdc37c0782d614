from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, FloatField, Func, IntegerField, Q, QuerySet, Subquery, Value
from django.utils import timezone

from apps.listings.ages import born_for
from apps.listings.api.fields import QueryField, Words, found_together
from apps.listings.choices import AgeGroup, Coat, Known, Sex, Size, Species, Status
from apps.listings.derived import SEARCH, distance_from, has_words, in_box_around, query_of
from apps.listings.geography import FURTHEST_KM, NEARBY_KM, chord
from apps.listings.models import Pet
from apps.listings.querysets import status_is
from apps.listings.spots import Spot, spot_of
from apps.organizations.models import Organization
from hearth.kernel.api.filtering import AnyColumn, AnyOf

BREEDS = ("breed", "secondary_breed")
CROWD = 1000
"""So many around a place that a page of any order is full sooner than all of them are read."""
YES_NO = [("true", "Yes"), ("false", "No")]


class PetFilter(django_filters.FilterSet):
    """The filters of one's own listings too. A word given twice means either."""

    species = AnyOf(choices=Species.choices)
    breed = AnyColumn(
        BREEDS, max_length=60, help_text="Main or second breed, whole name; several, or with commas, add up"
    )
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


class FeaturedFilter(django_filters.FilterSet):
    """On whose page; the view reads it, since what is featured has an order of its own."""

    organization = django_filters.CharFilter(
        method="not_by_row",
        max_length=90,
        help_text="Slug or id of the organisation; the homepage if left out",
    )

    class Meta:
        model = Pet
        fields: list[str] = []

    def not_by_row(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows


class QueryFilter(django_filters.CharFilter):
    field_class = QueryField


class WholeFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField


class SearchForm(forms.Form):
    """Finds the place that is named, and refuses what makes no sense together."""

    wants_words = False
    """Whether words are searched for right after, so that what is meant by them is asked at once."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        words, near = found.get("q"), found.get("near")
        try:
            if near and words and self.wants_words:
                found["q"], found["near"] = found_together(words, near)
            else:
                found["near"] = spot_of(near) if near else None
        except ValidationError as error:
            self.add_error("near", error)
        if found.get("within_km") and not self.data.get("near"):
            self.add_error("within_km", ValidationError("Say near= what.", code="needs_near"))
        return found


class PublicPetFilter(PetFilter):
    """All that people search by."""

    q = QueryFilter(
        method="by_words",
        max_length=100,
        help_text="Words of the name, breed and texts; “phrases”, `or` and `-without`. Where nothing has "
        "them, the nearest names, breeds and kinds",
    )
    name = django_filters.CharFilter(lookup_expr="icontains", max_length=60, help_text="Part of the name")
    near = django_filters.CharFilter(
        method="by_distance",
        max_length=120,
        help_text="`latitude,longitude`, a suburb, or `suburb, region`; 422 names the choices where a name "
        "is that of several",
    )
    within_km = WholeFilter(
        method="beside_near",
        min_value=1,
        max_value=FURTHEST_KM,
        help_text=f"How far from `near`; {NEARBY_KM} unless given",
    )
    coat = AnyOf(choices=Coat.choices)
    colour = django_filters.CharFilter(
        field_name="colours", lookup_expr="icontains", max_length=40, help_text="Part of the colours"
    )
    good_with_children = AnyOf(choices=Known.choices)
    good_with_dogs = AnyOf(choices=Known.choices)
    good_with_cats = AnyOf(choices=Known.choices)
    house_trained = AnyOf(choices=Known.choices)
    desexed = AnyOf(choices=Known.choices)
    special_needs = django_filters.ChoiceFilter(choices=YES_NO, method="by_needs")
    published_after = django_filters.IsoDateTimeFilter(
        field_name="published_at", lookup_expr="gte", help_text="A day or a moment; included"
    )
    published_before = django_filters.IsoDateTimeFilter(
        field_name="published_at", lookup_expr="lt", help_text="A day or a moment; not included"
    )
    status = django_filters.MultipleChoiceFilter(
        choices=[(word.value, word.label) for word in (Status.APPROVED, Status.ON_HOLD, Status.RESERVED)],
        method="by_status",
        help_text="`approved` unless given; `on_hold` and `reserved` show those, several add up",
    )

    class Meta(PetFilter.Meta):
        form = SearchForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        view = (getattr(self.request, "parser_context", None) or {}).get("view")
        self.order = ""
        """The order in which a page is read; none where rows are counted."""
        if getattr(view, "action", "") == "list" and hasattr(view, "usual_order"):
            self.order = self.data.get("ordering") or view.usual_order(self.request)  # type: ignore[union-attr]

    def get_form_class(self) -> type[forms.Form]:
        form: type[SearchForm] = super().get_form_class()
        form.wants_words = self.request is not None
        return form

    def by_words(self, rows: QuerySet[Any], name: str, value: Words) -> QuerySet[Any]:
        weights = "'{0.1,0.25,0.6,1}'"
        relevance = Func(
            SEARCH,
            query_of(value.meant),
            template=f"(ts_rank({weights}, %(expressions)s) * 1000000)::int",
            output_field=IntegerField(),
        )
        return rows.filter(has_words(value.meant)).annotate(relevance=relevance)

    def by_distance(self, rows: QuerySet[Any], name: str, value: Spot) -> QuerySet[Any]:
        reach = chord(self.form.cleaned_data.get("within_km") or NEARBY_KM)
        rows = rows.annotate(
            distance=distance_from(value.point), reach=Value(reach, output_field=FloatField())
        )
        box = in_box_around(value.point, reach)
        if self.order == "distance":
            # `orders.Nearest` leaves out what is too far. From where nobody is all are far, and the index
            # would be read for long to tell which are the first of them.
            return rows.filter(Exists(Pet.objects.shown().filter(box)))
        # PostgreSQL takes any box for a thousandth of all there is: told of it, it would fetch and sort the
        # pets of a whole city for a page of the newest.
        if not self.order or Pet.objects.shown().filter(box)[: CROWD + 1].count() <= CROWD:
            rows = rows.filter(box)
        return rows.filter(distance__lte=reach)

    def beside_near(self, rows: QuerySet[Any], name: str, value: int) -> QuerySet[Any]:
        return rows

    def by_needs(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(special_needs="") if value == "false" else rows.filter(~Q(special_needs=""))
