"""What a saved search, a feed or an embedded list shows: the public list, with its filters, for strangers."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from apps.listings.querysets import PetQuerySet
from apps.listings.searching import check_search, describe, search
from hearth.kernel.problems import BadQuery, Invalid

Params = dict[str, list[str]]

OF_A_PAGE = frozenset({"cursor", "limit", "ordering", "sort", "page"})
"""What says how to read a list and not what is in it; a saved search does without."""
MOST_VALUES = 20
LONGEST = 200


def given_in(query: QueryDict) -> Params:
    """All that an address asks, in the order of the names; empty values say nothing."""
    found = {name: [value for value in values if value.strip()] for name, values in query.lists()}
    return {name: values for name, values in sorted(found.items()) if values}


def params_of(query: QueryDict) -> Params:
    """The filters of an address, without what says how to read a list."""
    return {name: values for name, values in given_in(query).items() if name not in OF_A_PAGE}


def checked(params: Mapping[str, Iterable[str]]) -> Params:
    """Return params as they are kept; raise Invalid with a pointer for each that the list does not know."""
    kept = {name: list(values) for name, values in sorted(params.items()) if name not in OF_A_PAGE}
    if errors := list(_too_much(kept)):
        raise Invalid(errors)
    try:
        check_search(kept)
    except (BadQuery, Invalid) as problem:
        raise Invalid(_pointed(problem, kept)) from None
    return {name: values for name, values in kept.items() if values}


def found_by(params: Params) -> PetQuerySet:
    """The pets that a search shows just now, newest first; raise BadQuery for what the list does not know."""
    if any(_holds_nul(name, values) for name, values in params.items()):
        raise BadQuery("No text holds the character NUL.")
    try:
        return cast(PetQuerySet, search(params))
    except Invalid as problem:
        # A form would ask which of two places is meant; an address is right or wrong.
        errors = [
            {"parameter": error["pointer"].strip("/"), "detail": error["detail"]} for error in problem.errors
        ]
        raise BadQuery("Some parameters have values this list does not know.", errors=errors) from None


def published_between(params: Params, after: datetime, until: datetime) -> PetQuerySet:
    """Those of a search that were first published after one moment and not after another."""
    return found_by(params).filter(published_at__gt=after, published_at__lte=until)


def in_words(params: Params) -> str:
    """What a search looks for; says so when the list does not know its filters any more."""
    try:
        return describe(params)
    except (BadQuery, Invalid):
        return "A search that does not work any more"


def address_of(params: Params) -> str:
    """The page that shows the search, below the site."""
    return reverse("pets") + as_query(params)


def as_query(params: Params) -> str:
    """What stands behind an address that asks for a search: `?species=dog`, or nothing."""
    words = urlencode(params, doseq=True)
    return f"?{words}" if words else ""


def _too_much(params: Params) -> Iterable[tuple[str, str, str]]:
    for name, values in params.items():
        pointer = _pointer(name)
        if len(values) > MOST_VALUES or any(len(value) > LONGEST for value in values):
            yield pointer, "too_long", "That is more than this filter takes."
        elif _holds_nul(name, values):
            yield pointer, "invalid", "No text holds that character."


def _holds_nul(name: str, values: Iterable[str]) -> bool:
    return any("\x00" in word for word in (name, *values))


def _pointed(problem: BadQuery | Invalid, params: Params) -> list[tuple[str, str, str]]:
    """Say each refusal at the parameter that it is about."""
    if isinstance(problem, Invalid):
        return [(f"/params{error['pointer']}", error["code"], error["detail"]) for error in problem.errors]
    if "known" in problem.extra:
        unknown = [name for name in params if name not in problem.extra["known"]]
        return [(_pointer(name), "unknown", "The list has no such filter.") for name in unknown]
    errors: list[dict[str, Any]] = problem.extra.get("errors", [])
    return [(_pointer(error["parameter"]), "invalid", error["detail"]) for error in errors]


def _pointer(name: str) -> str:
    return f"/params/{name[:80].replace('~', '~0').replace('/', '~1')}"
