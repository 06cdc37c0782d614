"""Reads the parameters of a hot list: whatever is plainly well formed at once, and all else by the form.

The filters' form knows what every value means and how to refuse it, but building it for each request costs a
fifth of a list's time. So only what it would certainly take as it stands is taken here.
"""

from collections.abc import Mapping
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from hearth.kernel.api.filtering import PAGING, StrictFilterBackend
from hearth.kernel.api.hot.statements import Given

Filters = Mapping[str, tuple[str, ...]]
"""The values of each filter in use, by name."""


class Question:
    """The filters of one view's list."""

    def __init__(self, filterset: type[django_filters.FilterSet] | None, words: frozenset[str]) -> None:
        self.filterset = filterset
        self.words = words
        self._choices: dict[str, Any] = {}
        self._several: set[str] = set()
        self._longest: dict[str, int] = {}
        for name, each in (filterset.base_filters if filterset else {}).items():
            if isinstance(each, django_filters.MultipleChoiceFilter):
                self._several.add(name)
            if isinstance(each, django_filters.MultipleChoiceFilter | django_filters.ChoiceFilter):
                self._choices[name] = each.extra.get("choices", ())
            elif type(each) is django_filters.CharFilter and "max_length" in each.extra:
                self._longest[name] = each.extra["max_length"]

    def read(self, view: Any) -> Filters:
        """Raise BadQuery for what the view's filters do not know, in their own words."""
        query: QueryDict = view.request.GET
        found = {}
        for name, values in query.lists():
            if name in PAGING:
                continue
            if not self._is_plain(name, values):
                return self._ask_the_form(view)
            found[name] = tuple(values) if name in self._several else (values[-1],)
        return found

    def _is_plain(self, name: str, values: list[str]) -> bool:
        if (choices := self._choices.get(name)) is not None:
            return {value for value, _ in (choices() if callable(choices) else choices)}.issuperset(values)
        word = values[-1]
        return 0 < len(word) <= self._longest.get(name, 0) and word.isprintable() and word == word.strip()

    def _ask_the_form(self, view: Any) -> Filters:
        backend = StrictFilterBackend()
        rows = view.model._default_manager.none()
        backend.filter_queryset(view.request, rows, view)
        form = backend.get_filterset(view.request, rows, view).form if self.filterset else None
        if form is None or not form.is_valid():
            return {}
        given = {name: value for name, value in form.cleaned_data.items() if value not in ("", None, [])}
        return {name: tuple(value) if name in self._several else (value,) for name, value in given.items()}

    def is_closed(self, filters: Filters) -> bool:
        """Whether all of it is chosen from lists, or free text that is left to be given."""
        return all(name in self._choices or name in self.words for name in filters)

    def narrow(self, rows: QuerySet[Any], filters: Filters) -> QuerySet[Any]:
        """Apply the filters' own conditions; free text of the list's `words` is left to be given."""
        if self.filterset is None or not filters:
            return rows
        known = self.filterset(data=None, queryset=rows).filters
        for name, values in filters.items():
            if name in self.words:
                rows = known[name].filter(rows, Given(name))
            else:
                rows = known[name].filter(rows, list(values) if name in self._several else values[0])
        return rows
