from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django_filters import Filter, FilterSet, MultipleChoiceFilter
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.request import Request

from hearth.kernel.problems import BadQuery, Invalid

PAGING = {"cursor", "limit", "ordering"}
AMBIGUOUS = "ambiguous"
"""The code of a ValidationError for a value that may mean several things: its params name the `choices`."""


class AnyOf(MultipleChoiceFilter):
    """A word given twice means either. For columns of the row itself, so that no row comes twice."""

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class WordsInput(forms.TextInput):
    """One line for several words; an address may as well name each of them."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return ", ".join(data.getlist(name) if hasattr(data, "getlist") else filter(None, [data.get(name)]))


class WordsField(forms.CharField):
    """Words with commas between them, each at most so long; cleaned to a list without repeats."""

    widget = WordsInput
    most = 10

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        self.longest = max_length
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        words = [word.strip() for word in super().clean(value).split(",")]
        found = list(dict.fromkeys(filter(None, words)))
        if any(len(word) > self.longest for word in found):
            raise ValidationError(f"Each may have {self.longest} characters at most.", code="max_length")
        if len(found) > self.most:
            raise ValidationError(f"{self.most} of them at most.", code="too_many")
        return found


class AnyColumn(Filter):
    """Whole words, in small letters or capitals, of which any of several columns holds one."""

    field_class = WordsField

    def __init__(self, columns: Sequence[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.columns = columns

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        return qs.filter(reduce(or_, self._conditions(value))) if value else qs

    def parts(self, qs: QuerySet[Any], value: list[str]) -> list[QuerySet[Any]]:
        return [qs.filter(condition) for condition in self._conditions(value)] if value else [qs]

    def _conditions(self, value: list[str]) -> list[Q]:
        return [Q(**{f"{column}__iexact": word}) for column in self.columns for word in value]


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
        if filters is not None:
            check(filters)
        return filters


def check(filters: FilterSet) -> None:
    """Raise BadQuery for values that the filters do not know, Invalid where one may mean several things."""
    if filters.is_valid():
        return
    for name, found in filters.form.errors.as_data().items():
        for error in found:
            if error.code == AMBIGUOUS:
                problem = Invalid([(f"/{name}", AMBIGUOUS, " ".join(error.messages))])
                problem.extra["choices"] = (error.params or {})["choices"]
                raise problem
    errors = [{"parameter": name, "detail": " ".join(words)} for name, words in filters.errors.items()]
    raise BadQuery("Some parameters have values this list does not know.", errors=errors)
