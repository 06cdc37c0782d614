"""What other apps put on a pet's card and on the list of pets; listings know none of them.

    @contribute_to_cards("alerts/heart.html")
    def heart_of(pet: Pet, request: HttpRequest) -> dict[str, Any] | None: ...

The template reads what the function returned as `section`; with None it is left out. Strangers share these
pages, so for somebody who is not signed in every part says the same.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from apps.listings.models import Pet

OfCard = Callable[[Pet, HttpRequest], dict[str, Any] | None]
OfList = Callable[[HttpRequest], dict[str, Any] | None]
PLACES = ("head", "tools")
"""In the head of the page; above the results."""

_of_cards: list[tuple[str, OfCard]] = []
_of_lists: dict[str, list[tuple[str, OfList]]] = {place: [] for place in PLACES}


def contribute_to_cards(template: str) -> Callable[[OfCard], OfCard]:
    """Register a part of every pet's card; it lies over the photo, in its corner."""

    def register(facts: OfCard) -> OfCard:
        _of_cards.append((template, facts))
        return facts

    return register


def contribute_to_list(place: str, template: str) -> Callable[[OfList], OfList]:
    """Register a part of the list of pets, whatever it is filtered by."""

    def register(facts: OfList) -> OfList:
        _of_lists[place].append((template, facts))
        return facts

    return register


def parts_of_card(pet: Pet, request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    found = [(template, facts(pet, request)) for template, facts in _of_cards]
    return [(template, facts) for template, facts in found if facts is not None]


def parts_of_list(place: str, request: HttpRequest) -> list[tuple[str, dict[str, Any]]]:
    found = [(template, facts(request)) for template, facts in _of_lists[place]]
    return [(template, facts) for template, facts in found if facts is not None]
