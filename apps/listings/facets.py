"""How many pets each choice of a filter would leave, counted over all other filters and to a thousand."""

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils import timezone
from django_filters import FilterSet

from apps.listings.ages import born_for
from apps.listings.choices import AgeGroup, Size, Species

COUNTED_TO = 1000
"""One more means “more than that”."""
KEPT_SECONDS = 60
READ_AT_MOST = 50_000
"""Pets that are read to be counted: of those that the filters leave, any so many."""
FACETS = {"species": Species, "age_group": AgeGroup, "size": Size}

Counts = dict[str, dict[str, int]]
Group = tuple[str, ...]
"""A species, an age group and a size; empty where it is not known."""


def facets_of(filters: FilterSet) -> Counts:
    """Count for valid filters of the public list, by facet and value; at most a minute old.

    At most two queries.
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
    """Count what is found in one go; where that is too much, what is rare in it by itself.

    Of everything there is, each choice is counted by its own index: its thousand are soon together.
    """
    narrows = any(value for name, value in filters.form.cleaned_data.items() if name not in FACETS)
    groups = _groups(filters) if narrows else {}
    counts: Counts = {name: dict.fromkeys(choices.values, 0) for name, choices in FACETS.items()}
    for group, number in groups.items():
        for place, name in enumerate(FACETS):
            if group[place] in counts[name] and _matches(group, filters, but=place):
                counts[name][group[place]] += number
    if not narrows or sum(groups.values()) > READ_AT_MOST:
        rare = [
            (name, word) for name in FACETS for word, number in counts[name].items() if number <= COUNTED_TO
        ]
        for (name, word), number in _count_each(filters, rare).items():
            counts[name][word] = number
    return {
        name: {word: min(number, COUNTED_TO + 1) for word, number in found.items()}
        for name, found in counts.items()
    }


def _groups(filters: FilterSet) -> dict[Group, int]:
    """Count by all facets at once what the other filters leave, as far as that is read."""
    today = timezone.localdate()
    ages = [When(born_for(word, today), then=Value(word)) for word in AgeGroup.values]
    rows = _without(filters, *FACETS).annotate(age=Case(*ages, default=Value(""), output_field=CharField()))
    found = rows.order_by().values_list("species", "age", "size")[: READ_AT_MOST + 1]
    text, values = found.query.sql_with_params()
    counted = f"SELECT a, b, c, count(*) FROM ({text}) AS found (a, b, c) GROUP BY a, b, c"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(counted, values)
        return {tuple(group): number for *group, number in cursor.fetchall()}


def _matches(group: Group, filters: FilterSet, *, but: int) -> bool:
    """Whether a group is among what is chosen of the other facets."""
    chosen = [filters.form.cleaned_data.get(name) for name in FACETS]
    return all(not words or group[place] in words for place, words in enumerate(chosen) if place != but)


def _count_each(filters: FilterSet, rare: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Count each of these by its own index, in one statement."""
    lists = [filters.filters[name].filter(_without(filters, name), [word]) for name, word in rare]
    return dict(zip(rare, count_all(lists), strict=True))


def count_all(lists: Iterable[QuerySet[Any]]) -> list[int]:
    """Count each of several lists, to a thousand and one, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for rows in lists:
        text, values = rows.order_by().values("pk")[: COUNTED_TO + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({text}) AS counted)")  # noqa: S608
        params += values
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return list(cursor.fetchone())


def _without(filters: FilterSet, *left_out: str) -> QuerySet[Any]:
    given: Mapping[str, Any] = filters.form.cleaned_data
    rows = filters.queryset.all()
    for name, value in given.items():
        if name not in left_out:
            rows = filters.filters[name].filter(rows, value)
    return rows
