from typing import Any

from django.db.models import QuerySet
from django_filters import FilterSet, MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from hearth.kernel.problems import BadQuery

PAGING = {"cursor", "limit", "ordering"}


class AnyOf(MultipleChoiceFilter):
    """A word given twice means either. For columns of the row itself, so that no row comes twice."""

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class StrictFilterBackend(DjangoFilterBackend):
    """Filters by the view's FilterSet; an unknown parameter is 400 with the names that are known."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters: FilterSet | None = self.get_filterset(request, queryset, view)
        known = {*filters.filters, *PAGING} if filters else PAGING
        if unknown := sorted(set(request.query_params) - known):
            raise BadQuery(f"Unknown: {', '.join(name[:40] for name in unknown[:5])}.", known=sorted(known))
        if filters is None:
            return queryset
        if not filters.is_valid():
            errors = [
                {"parameter": name, "detail": " ".join(messages)} for name, messages in filters.errors.items()
            ]
            raise BadQuery("Some parameters have values this list does not know.", errors=errors)
        return filters.qs
