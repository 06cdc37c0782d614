"""A search as others keep it: the parameters of the public list, checked, run for strangers, and in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from apps.listings.api.fields import Words
from apps.listings.api.filters import PublicPetFilter
from apps.listings.choices import Known
from apps.listings.geography import NEARBY_KM
from apps.listings.models import Pet
from apps.organizations.models import Organization
from hearth.kernel.api.filtering import check
from hearth.kernel.authorization import ANONYMOUS
from hearth.kernel.problems import BadQuery

Params = Mapping[str, Sequence[str]]

PLURALS = {
    "dog": "Dogs",
    "cat": "Cats",
    "rabbit": "Rabbits",
    "bird": "Birds",
    "reptile": "Reptiles",
    "small_animal": "Small animals",
    "farm_animal": "Farm animals",
    "other": "Other animals",
}
FACTS = {
    "good_with_children": "good with children",
    "good_with_dogs": "good with dogs",
    "good_with_cats": "good with cats",
    "house_trained": "house-trained",
    "desexed": "desexed",
}


def search(params: Params) -> QuerySet[Pet]:
    """What strangers see of a search, newest first; raise BadQuery or Invalid for what the list refuses."""
    filters = _filters(params)
    if words := filters.form.cleaned_data["q"]:
        # A mail of what is new passes each moment once: whoever has the very word since is not left out.
        filters.form.cleaned_data["q"] = Words(words.typed, fresh=True)
    rows: QuerySet[Pet] = filters.qs
    return rows.order_by("-published_at", "-id")


def check_search(params: Params) -> None:
    """Raise BadQuery for what the list does not know, and Invalid for a place that may be one of several."""
    _filters(params)


def describe(params: Params) -> str:
    """A search in words: “Dogs, small or medium, within 20 km of Wattle Cove, Saltwater Bay”."""
    filters = _filters(params)
    given = filters.form.cleaned_data
    kinds = _either([PLURALS[word] for word in given["species"]], of="")
    words = [kinds[0] + kinds[1:].lower() if kinds else "Pets", *_parts(filters, given)]
    return ", ".join(words)


def _filters(params: Params) -> PublicPetFilter:
    query = QueryDict(mutable=True)
    for name, values in params.items():
        query.setlist(name, list(values))
    if unknown := sorted(set(query) - set(PublicPetFilter.base_filters)):
        known = sorted(PublicPetFilter.base_filters)
        raise BadQuery(f"Unknown: {', '.join(name[:40] for name in unknown[:5])}.", known=known)
    rows = Pet.objects.in_public()
    filters = PublicPetFilter(query, rows.shown() if query.getlist("status") else rows.live())
    check(filters)
    return filters


def _parts(filters: PublicPetFilter, given: Mapping[str, Any]) -> Iterator[str]:
    if given["q"]:
        yield f"“{given['q'].typed}”"
    if given["name"]:
        yield f"called “{given['name']}”"
    if given["breed"]:
        yield _either(given["breed"], of="")
    for name in ("age_group", "size", "gender", "coat"):
        labels = dict(filters.filters[name].extra["choices"])
        if given[name]:
            yield _either(
                [str(labels[word]).lower() for word in given[name]], of="" if name != "coat" else "coat"
            )
    if given["colour"]:
        yield given["colour"]
    yield from _facts(given)
    yield from _places(given)
    if given["published_after"]:
        yield f"published since {given['published_after']:%-d %B %Y}"
    if given["published_before"]:
        yield f"published before {given['published_before']:%-d %B %Y}"
    if given["status"] and set(given["status"]) != {"approved"}:
        labels = dict(filters.filters["status"].extra["choices"])
        yield _either([str(labels[word]).lower() for word in given["status"]], of="")


def _facts(given: Mapping[str, Any]) -> Iterator[str]:
    for name, words in FACTS.items():
        answers = {
            Known.TRUE: words,
            Known.FALSE: f"not {words}",
            Known.UNKNOWN: f"not known whether {words}",
        }
        if given[name]:
            yield _either([answers[Known(value)] for value in given[name]], of="")
    if given["special_needs"]:
        yield "with special needs" if given["special_needs"] == "true" else "without special needs"


def _places(given: Mapping[str, Any]) -> Iterator[str]:
    if given["region"]:
        yield f"in {given['region']}"
    if given["near"]:
        yield f"within {given['within_km'] or NEARBY_KM} km of {given['near'].label}"
    if given["organization"]:
        named = Organization.objects.by_id_or_slug(given["organization"])
        found = named.visible_to(ANONYMOUS).first()
        yield f"from {found.name if found else given['organization']}"


def _either(words: Sequence[str], *, of: str) -> str:
    """“small, medium or large”."""
    *others, last = words or [""]
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"{listed} {of}".strip()
