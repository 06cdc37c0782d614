"""What other apps add to a pet's page; listings know none of them.

    @contribute_section("below", "applications/questions.html")
    def questions_of(pet: Pet, subject: Subject) -> dict[str, Any] | None: ...

The template reads what the function returned as `section`; with None it is left out. Strangers share the
page, so for the anonymous subject every section says the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.listings.models import Pet
from hearth.kernel.authorization import Subject

Facts = Callable[[Pet, Subject], dict[str, Any] | None]
PLACES = ("heart", "actions", "offered", "below", "bar")
"""Beside the name; below the facts; with who offers it; below the story; in the bar that phones keep."""


@dataclass(frozen=True)
class Section:
    place: str
    template: str
    facts: Facts
    order: int


_sections: list[Section] = []


def contribute_section(place: str, template: str, *, order: int = 50) -> Callable[[Facts], Facts]:
    """Register a part of every pet's page; those of one place stand by their `order`."""
    if place not in PLACES:
        raise LookupError(f"a pet's page has no place {place!r}: {', '.join(PLACES)}")

    def register(facts: Facts) -> Facts:
        _sections.append(Section(place, template, facts, order))
        _sections.sort(key=lambda section: section.order)
        return facts

    return register


def sections_of(pet: Pet, subject: Subject) -> dict[str, list[dict[str, Any]]]:
    """The parts of one pet's page by their place, each with its template."""
    found: dict[str, list[dict[str, Any]]] = {place: [] for place in PLACES}
    for section in _sections:
        facts = section.facts(pet, subject)
        if facts is not None:
            found[section.place].append({**facts, "template": section.template})
    return found
