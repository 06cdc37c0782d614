"""How many pets each choice of a filter would leave, counted over all other filters and to a thousand."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import QuerySet
from django_filters import FilterSet

from apps.listings.choices import AgeGroup, Size, Species

COUNTED_TO = 1000
"""One more means “more than that”."""
KEPT_SECONDS = 60
FACETS = {"species": Species, "age_group": AgeGroup, "size": Size}

Counts = dict[str, dict[str, int]]


def facets_of(filters: FilterSet) -> Counts:
    """Count for valid filters of the public list, by facet and value; at most a minute old.

    One query, or none.
    """
    given = {
        name: str(value)
        for name, value in sorted(filters.form.cleaned_data.items())
        if value not in (None, "", [])
    }
    key = "facets-" + blake2b(repr(given).encode(), digest_size=16).hexdigest()
    found: Counts | None = cache.get(key)
    if found is None:
        found = _count(filters)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _count(filters: FilterSet) -> Counts:
    parts, params, places = [], [], []
    for name, choices in FACETS.items():
        others = _without(filters, name)
        for value in choices.values:
            rows = filters.filters[name].filter(others, [value])
            text, values = rows.order_by().values("pk")[: COUNTED_TO + 1].query.sql_with_params()
            parts.append(f"(SELECT count(*) FROM ({text}) AS counted)")  # noqa: S608
            params += values
            places.append((name, value))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        numbers = cursor.fetchone()
    counts: Counts = {name: {} for name in FACETS}
    for (name, value), number in zip(places, numbers, strict=True):
        counts[name][value] = number
    return counts


def _without(filters: FilterSet, left_out: str) -> QuerySet[Any]:
    given: Mapping[str, Any] = filters.form.cleaned_data
    rows = filters.queryset.all()
    for name, value in given.items():
        if name != left_out:
            rows = filters.filters[name].filter(rows, value)
    return rows
