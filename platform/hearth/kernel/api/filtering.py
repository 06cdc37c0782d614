from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django_filters import CharFilter, FilterSet, MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from hearth.kernel.problems import BadQuery

PAGING = {"cursor", "limit", "ordering"}


class AnyOf(MultipleChoiceFilter):
    """A word given twice means either. For columns of the row itself, so that no row comes twice."""

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class AnyColumn(CharFilter):
    """A whole word, in small letters or capitals, that any of several columns holds."""

    def __init__(self, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(reduce(or_, self._conditions(value))) if value else qs

    def parts(self, qs: QuerySet[Any], value: str) -> list[QuerySet[Any]]:
        return [qs.filter(condition) for condition in self._conditions(value)] if value else [qs]

    def _conditions(self, value: str) -> list[Q]:
        return [Q(**{f"{column}__iexact": value}) for column in self.columns]


def parts_of(filters: FilterSet) -> list[QuerySet[Any]]:
    """What valid filters leave, in one part for each column that an AnyColumn looks at; for `Keyset.take`.

    A row may be in several. There are none where one is enough: then `filters.qs` says the same.
    """
    parts = [filters.queryset.all()]
    for name, value in filters.form.cleaned_data.items():
        how = filters.filters[name]
        if isinstance(how, AnyColumn):
            parts = [further for part in parts for further in how.parts(part, value)]
        else:
            parts = [how.filter(part, value) for part in parts]
    return parts if len(parts) > 1 else []


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the view's FilterSet; an unknown parameter is 400 with the names that are known."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters = self.filters(request, queryset, view)
        return filters.qs if filters else queryset

    def filters(self, request: Request, queryset: QuerySet[Any], view: Any) -> FilterSet | None:
        """The view's filters over these rows, once their values are known to be valid."""
        filters: FilterSet | None = self.get_filterset(request, queryset, view)
        known = {*filters.filters, *PAGING} if filters else PAGING
        if unknown := sorted(set(request.query_params) - known):
            raise BadQuery(f"Unknown: {', '.join(name[:40] for name in unknown[:5])}.", known=sorted(known))
        if filters is not None and not filters.is_valid():
            errors = [
                {"parameter": name, "detail": " ".join(messages)} for name, messages in filters.errors.items()
            ]
            raise BadQuery("Some parameters have values this list does not know.", errors=errors)
        return filters
