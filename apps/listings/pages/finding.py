"""The public list as a page: what is looked for stands in the address, whole, so that it can be sent on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from apps.listings.api.filters import PublicPetFilter
from apps.listings.api.near import kilometres_to
from apps.listings.facets import COUNTED_TO, facets_of
from apps.listings.geography import NEARBY_KM
from apps.listings.models import Pet
from apps.listings.orders import LABELS, ORDERS
from apps.listings.pages.filters import (
    ALSO,
    MORE_BOXES,
    RADII,
    TOO,
    address_of,
    boxes_of,
    chips_of,
    count_in_words,
    groups_of,
    hidden_of,
    pairs_of,
)
from apps.listings.pages.widening import wider
from hearth.kernel.api.filtering import AMBIGUOUS, parts_of
from hearth.kernel.ids import is_id
from hearth.kernel.keyset import Page as Found
from hearth.kernel.pages.views import Page

PER_PAGE = 24


@dataclass(frozen=True)
class Order:
    name: str
    label: str
    selected: bool


class PetListPage(Page):
    access = "public"
    shared = True

    def get(self, request: HttpRequest) -> HttpResponse:
        if (better := _in_words_of_filters(request.GET)) is not None:
            return redirect(address_of(pairs_of(better)))
        given = _tidied(request.GET)
        cursor = given.pop("cursor", [""])[-1]
        asked = filters = _filters(given)
        if not asked.is_valid():
            # What cannot be understood is told about, and the rest still looked for.
            given = _without(given, asked.errors)
            filters = _filters(given)
        orders = _orders(given, filters)
        chosen = next(order.name for order in orders if order.selected)
        valid = filters.is_valid()
        page = _page(filters, chosen, cursor) if valid else Found([], None, None)
        count = _count(filters) if valid else 0
        groups = groups_of(filters, given, facets_of(filters) if valid else {})
        chips = chips_of(filters, given)
        context = {
            "groups": groups,
            "boxes": boxes_of(asked, ("breed", "region")),
            "more_boxes": boxes_of(asked, MORE_BOXES),
            "more_in_use": any(given.get(name) for name in MORE_BOXES)
            or any(group.in_use for group in groups["more"]),
            "hidden": hidden_of(given, groups),
            "search": _search(asked, request.GET, count),
            "orders": orders,
            "page": {
                "items": page.items,
                "next_url": _link(given, page.next_cursor),
                "previous_url": _link(given, page.previous_cursor),
                "by_time": chosen in ("newest", "oldest"),
            },
            "chips": [(chip.words, chip.address) for chip in chips],
            "count_label": count_in_words(count),
            "wider": [] if count or not valid else wider(filters, given, chips),
            "problems": _problems(asked),
        }
        return render(request, "listings/list.html", context)


def _in_words_of_filters(query: QueryDict) -> QueryDict | None:
    """What the form says in words of its own, as the filters have it; None where it says nothing so.

    It leads there, so that feeds, saved searches and whoever is sent the address have what the API has.
    """
    better = query.copy()
    if also := better.pop(TOO, []):
        wanted = ["approved", *better.getlist("status"), *(word for word in also if word in ALSO)]
        better.setlist("status", list(dict.fromkeys(wanted)))
    named = query.get("organization", "").strip()
    if named and not is_id(named) and slugify(named) not in ("", named):
        better["organization"] = slugify(named)
    return better if better != query else None


def _tidied(query: QueryDict) -> QueryDict:
    """What a form leaves empty is not asked; a distance from nowhere neither."""
    return _query(pairs_of(query))


def _filters(given: QueryDict) -> PublicPetFilter:
    rows = Pet.objects.in_public()
    return PublicPetFilter(given, rows.shown() if given.get("status") else rows.live())


def _without(given: QueryDict, names: Iterable[str]) -> QueryDict:
    rest = given.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def _orders(given: QueryDict, filters: PublicPetFilter) -> list[Order]:
    """What may be chosen, with one selected: the one asked for, or what suits what is looked for."""
    possible = [name for name, order in ORDERS.items() if not order.needs or given.get(order.needs)]
    asked = given.get("ordering", "")
    usual = "relevance" if given.get("q") else "distance" if given.get("near") else "newest"
    chosen = asked if asked in possible else usual
    return [Order(name, LABELS[name], name == chosen) for name in possible]


def _page(filters: PublicPetFilter, chosen: str, cursor: str) -> Found[Any]:
    order, spot = ORDERS[chosen], filters.form.cleaned_data["near"]
    parts = parts_of(filters) if not order.needs else []
    filters.order = chosen
    rows: QuerySet[Any] = filters.filter_queryset(filters.queryset.all())
    filters.order = ""
    page = order.page(rows.for_display(), limit=PER_PAGE, cursor=cursor or None, parts=parts)  # type: ignore[attr-defined]
    for pet in page.items:
        pet.kilometres = kilometres_to(spot, pet.latitude, pet.longitude)
    return page


def _search(filters: PublicPetFilter, given: QueryDict, count: int) -> dict[str, Any]:
    """The two lines above the list, what was made of them, and which places may have been meant."""
    cleaned = getattr(filters.form, "cleaned_data", {})
    words, near_errors = cleaned.get("q"), filters.form.errors.as_data().get("near", [])
    named = [name for error in near_errors for name in (error.params or {}).get("choices", ())]
    others = [pair for pair in pairs_of(given) if pair[0] not in ("near", "cursor")]
    radius = given.get("within_km", "")
    radius = radius if radius.isascii() and radius.isdigit() and len(radius) < 4 else str(NEARBY_KM)
    return {
        "q": given.get("q", ""),
        "near": given.get("near", ""),
        "radius": radius,
        "radii": sorted({*map(str, RADII), radius}, key=int),
        "meant": words.meant if count and words and words.meant != words.typed else "",
        "choices": [(name, address_of([*others, ("near", name)])) for name in named],
        "ambiguous": any(error.code == AMBIGUOUS for error in near_errors),
        "near_problem": "" if named else " ".join(filters.errors.get("near", [])),
    }


def _problems(filters: PublicPetFilter) -> list[str]:
    shown = {"near", "breed", "region", *MORE_BOXES}
    return [
        f"{name.replace('_', ' ').capitalize()}: {' '.join(words)}"
        for name, words in filters.errors.items()
        if name not in shown
    ]


def _count(filters: PublicPetFilter) -> int:
    """How many there are, counted no further than is said."""
    return int(filters.qs.order_by()[: COUNTED_TO + 1].count())


def _query(pairs: list[tuple[str, str]]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return query


def _link(given: QueryDict, cursor: str | None) -> str:
    return address_of([*pairs_of(given), ("cursor", cursor)]).removeprefix(reverse("pets")) if cursor else ""
