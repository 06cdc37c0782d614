"""The API's filters as a person sees them: boxes to tick, words to type, and each in use as a chip."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from apps.listings.api.filters import PublicPetFilter
from apps.listings.facets import COUNTED_TO, Counts
from apps.listings.geography import NEARBY_KM
from apps.organizations.models import Organization

RADII = (5, 10, 25, 50, NEARBY_KM, 250, 500)


ALSO = {"on_hold": "Also those on hold", "reserved": "Also reserved ones"}
"""A status beside those that look for a home."""
INSTEAD = {"near": "Wherever they are", "status": "Those that look for a home"}
"""What is left without a filter, where “without” and its words would not say it."""


@dataclass(frozen=True)
class Chip:
    """A filter in use, in words."""

    name: str
    words: str
    address: str
    """The list without it."""
    alone: str
    """The list with nothing else."""

    @property
    def without(self) -> str:
        return INSTEAD.get(self.name) or f"Without {self.words[0].lower()}{self.words[1:]}"


@dataclass(frozen=True)
class Choice:
    name: str
    value: str
    label: str
    checked: bool
    count: int | None = None

    @property
    def count_label(self) -> str:
        return "" if self.count is None else count_in_words(self.count)


@dataclass(frozen=True)
class Group:
    legend: str
    choices: list[Choice]

    @property
    def in_use(self) -> bool:
        return any(choice.checked for choice in self.choices)


@dataclass(frozen=True)
class Box:
    """A line to type in, or a day to choose."""

    name: str
    label: str
    hint: str
    value: str
    errors: list[str] = field(default_factory=list)
    type: str = "text"


def count_in_words(count: int) -> str:
    """A number that was counted to COUNTED_TO + 1."""
    return f"{COUNTED_TO:,}+" if count > COUNTED_TO else f"{count:,}"


OF_WORDS = {"species": "Kind of animal", "age_group": "Age", "size": "Size", "gender": "Sex"}
GOOD_WITH = {
    "good_with_children": "Children",
    "good_with_dogs": "Dogs",
    "good_with_cats": "Cats",
}
CARE = {"house_trained": "House-trained", "desexed": "Desexed", "special_needs": "Has special needs"}
BOXES = {
    "breed": ("Breed", "Several with commas between"),
    "region": ("Region", ""),
    "colour": ("Colour", ""),
    "name": ("Name", ""),
    "organization": ("Rescue", "Its name"),
    "published_after": ("Listed since", ""),
}
MORE_BOXES = ("colour", "name", "organization", "published_after")
TOO = "also"
"""The name of a box that is put into the words of `status` (see `finding`)."""
ONE_BY_ONE = {**GOOD_WITH, **CARE}
YES = "true"
SENTENCES = {
    "good_with_children": "Good with children",
    "good_with_dogs": "Good with dogs",
    "good_with_cats": "Good with cats",
    "house_trained": "House-trained",
    "desexed": "Desexed",
    "special_needs": "Special needs",
}


def groups_of(filters: PublicPetFilter, given: QueryDict, counts: Counts) -> dict[str, list[Group]]:
    """The boxes to tick: those that most people use, and more."""
    usual = [_of_words(filters, given, name, legend, counts) for name, legend in OF_WORDS.items()]
    usual.append(_one_by_one("Good with", GOOD_WITH, given))
    more = [_one_by_one("Care", CARE, given), _of_words(filters, given, "coat", "Coat", counts)]
    chosen = given.getlist("status")
    others = [
        Choice(TOO, value, label.removeprefix("Also ").capitalize(), value in chosen and "approved" in chosen)
        for value, label in ALSO.items()
    ]
    return {"usual": usual, "more": [*more, Group("Show also", others)]}


def boxes_of(filters: PublicPetFilter, names: tuple[str, ...]) -> list[Box]:
    errors = filters.errors
    boxes = []
    for name in names:
        is_day = name == "published_after"
        value = filters.form[name].value() or ""
        kind = "date" if is_day else "text"
        boxes.append(Box(name, *BOXES[name], value[:10] if is_day else value, errors.get(name, []), kind))
    return boxes


def hidden_of(given: QueryDict, groups: dict[str, list[Group]]) -> list[tuple[str, str]]:
    """What is in use and stands in no box, so that it stays when the form is sent."""
    shown = {
        (choice.name, choice.value) for part in groups.values() for group in part for choice in group.choices
    }
    typed = {*BOXES, "q", "near", "within_km", "ordering"}
    if "approved" in given.getlist("status"):
        typed.add("status")
    return [pair for pair in pairs_of(given) if pair[0] not in typed and pair not in shown]


def pairs_of(given: QueryDict) -> list[tuple[str, str]]:
    """What an address says, without what it leaves empty."""
    found = [(name, value) for name, values in given.lists() for value in values if value.strip()]
    # A distance from nowhere says nothing.
    return found if any(name == "near" for name, _ in found) else [p for p in found if p[0] != "within_km"]


def address_of(pairs: list[tuple[str, str]]) -> str:
    return reverse("pets") + (f"?{urlencode(pairs)}" if pairs else "")


def chips_of(filters: PublicPetFilter, given: QueryDict) -> list[Chip]:
    """Each filter in use."""
    pairs, chips = pairs_of(given), []
    reach = [pair for pair in pairs if pair[0] == "within_km"]
    for name, value in dict.fromkeys(pairs):
        if name not in filters.filters or name == "within_km":
            continue
        for words, left in _without(filters, name, value):
            rest = [other for other in pairs if other != (name, value)]
            if name == "near":
                rest = [other for other in rest if other[0] != "within_km"]
            alone = [(name, value), *(reach if name == "near" else [])]
            chips.append(Chip(name, words, address_of([*rest, *left]), address_of(alone)))
    return chips


def _without(filters: PublicPetFilter, name: str, value: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The words of one value, and what stays of it when they are taken away."""
    cleaned: Mapping[str, Any] = getattr(filters.form, "cleaned_data", {})
    if name == "breed":
        breeds = list(filter(None, (word.strip() for word in value.split(","))))
        for breed in breeds:
            rest = ", ".join(other for other in breeds if other != breed)
            yield breed, [(name, rest)] if rest else []
        return
    yield _in_words(filters, name, value, cleaned), []


def _in_words(filters: PublicPetFilter, name: str, value: str, cleaned: Mapping[str, Any]) -> str:
    if name in SENTENCES:
        said = {YES: "", "false": ": no", "unknown": ": not known"}
        return SENTENCES[name] + said.get(value, f": {value}")
    if name == "near":
        spot = cleaned.get("near")
        return f"Within {cleaned.get('within_km') or NEARBY_KM} km of {spot.label if spot else value}"
    if name == "q":
        return f"“{value}”"
    if name == "name":
        return f"Called “{value}”"
    if name == "organization":
        # Of several the last is what is filtered by.
        found = Organization.objects.by_id_or_slug(value).first() if value == cleaned.get(name) else None
        return found.name if found else value
    if name.startswith("published_"):
        return f"Listed {'since' if name.endswith('after') else 'before'} {value}"
    if name == "status" and "approved" in cleaned.get("status", ()) and value in ALSO:
        return ALSO[value]
    choices = dict(filters.filters[name].extra.get("choices", ()))
    label = str(choices.get(value, value))
    return f"{label} coat" if name == "coat" else label


def _of_words(filters: PublicPetFilter, given: QueryDict, name: str, legend: str, counts: Counts) -> Group:
    chosen, numbers = given.getlist(name), counts.get(name, {})
    return Group(
        legend,
        [
            Choice(name, value, str(label), value in chosen, numbers.get(value))
            for value, label in filters.filters[name].extra["choices"]
            if value != "unknown" or value in chosen
        ],
    )


def _one_by_one(legend: str, labels: Mapping[str, str], given: QueryDict) -> Group:
    return Group(
        legend, [Choice(name, YES, label, YES in given.getlist(name)) for name, label in labels.items()]
    )
