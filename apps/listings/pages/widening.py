"""Ways out of an empty list that lead somewhere: further away, with one filter less, or with one alone."""

from collections.abc import Iterator
from typing import Any

from django.http import QueryDict

from apps.listings.api.filters import PublicPetFilter
from apps.listings.facets import count_all
from apps.listings.geography import NEARBY_KM
from apps.listings.models import Pet
from apps.listings.pages.filters import RADII, Chip, address_of, count_in_words, pairs_of

SHOWN = 4
TRIED = 6
LOOKED_UP = ("q", "near")
"""Filters whose values took a query to understand."""

Way = tuple[str, str]
"""Its words and its address."""


def wider(filters: PublicPetFilter, given: QueryDict, chips: list[Chip]) -> list[tuple[str, str, str]]:
    """The first ways that find something, each with how many; all are counted in one query."""
    ways = _ways(filters, given, chips)
    counts = count_all(_rows_at(address, filters) for address in ways)
    found = [
        (words, address, count_in_words(count))
        for (address, words), count in zip(ways.items(), counts, strict=True)
        if count
    ]
    return found[:SHOWN]


def _ways(filters: PublicPetFilter, given: QueryDict, chips: list[Chip]) -> dict[str, str]:
    """Those that promise most, by address; the last of them is one filter alone."""
    further = list(_further(filters, given))[-2:]
    # What somebody typed leaves least; a kind of animal by itself most.
    less = [(chip.without, chip.address) for chip in sorted(chips, key=lambda chip: chip.name != "q")]
    alone = sorted(chips, key=lambda chip: (chip.name != "species", chip.name == "q"))
    ways = [*further, *less[: TRIED - 1 - len(further)]]
    if len(chips) > 1:
        ways += [(chip.words, chip.alone) for chip in alone]
    found: dict[str, str] = {}
    for words, address in ways:
        found.setdefault(address, words)
    return dict(list(found.items())[:TRIED])


def _further(filters: PublicPetFilter, given: QueryDict) -> Iterator[Way]:
    if given.get("near"):
        radius = filters.form.cleaned_data["within_km"] or NEARBY_KM
        others = [pair for pair in pairs_of(given) if pair[0] != "within_km"]
        for km in RADII:
            if km > radius:
                yield f"Look within {km} km", address_of([*others, ("within_km", str(km))])


def _rows_at(address: str, filters: PublicPetFilter) -> Any:
    """What the list at an address holds, whose filters are some of those that were understood already."""
    given = QueryDict(address.partition("?")[2])
    rows = Pet.objects.in_public()
    other = PublicPetFilter(given, rows.shown() if given.get("status") else rows.live())
    understood = filters.form.cleaned_data
    other.form.cleaned_data = {
        name: (understood[name] if given.get(name) else None)
        if name in LOOKED_UP
        else field.clean(field.widget.value_from_datadict(given, {}, name))
        for name, field in other.form.fields.items()
    }
    return other.filter_queryset(other.queryset)
