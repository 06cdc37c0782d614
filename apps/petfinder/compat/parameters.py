"""Parameters of that API, read and put into the words of our own filters. Unknown ones are ignored."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from apps.listings.choices import AgeGroup, Coat, Sex, Size
from apps.petfinder.compat.problems import invalid
from apps.petfinder.kinds import type_named

Given = Mapping[str, str]
"""The parameters of an address; of one that is there twice, the last."""
MOST, USUAL = 100, 20
FARTHEST, USUAL_DISTANCE = 500, 100
MILE = 1.609344
NUL = "\x00"
LONGEST_NUMBER = 9
SIZES = {each.value: each.value for each in Size} | {"xlarge": "extra_large", "extra-large": "extra_large"}
ANIMAL_SORTS = ("recent", "-recent", "distance", "-distance", "random")
ORGANIZATION_SORTS = ("distance", "-distance", "name", "-name", "country", "-country", "state", "-state")
BOOLEANS = {"true": "true", "1": "true", "false": "false", "0": "false"}
SWITCHES = ("good_with_children", "good_with_dogs", "good_with_cats", "house_trained", "special_needs")
WHERE_AND_HOW_MANY = ("page", "limit", "sort", "location", "distance")
OF_ANIMALS = (
    *("type", "breed", "size", "gender", "age", "color", "coat", "status", "name", "organization"),
    *("before", "after", "declawed", *SWITCHES, *WHERE_AND_HOW_MANY),
)
OF_ORGANIZATIONS = ("name", "query", "state", "country", *WHERE_AND_HOW_MANY)
COORDINATES = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass
class Asked:
    """A question as we understood it."""

    page: int = 1
    limit: int = USUAL
    sort: str = ""
    status: str = "adoptable"
    filters: dict[str, list[str]] = field(default_factory=dict)
    """By the name of our own filter."""
    impossible: bool = False
    """It asks for what no animal here is, such as horses."""


class Reader:
    """Reads parameters one by one and remembers what is wrong with each."""

    def __init__(self, given: Given, known: Iterable[str]) -> None:
        said = {name: given[name].strip() for name in known if given.get(name, "").strip()}
        self.given = {name: value for name, value in said.items() if NUL not in value}
        self.wrong = [(name, "No text holds a NUL.") for name in said if name not in self.given]

    def refuse(self, name: str, words: str) -> None:
        self.wrong.append((name, words))

    def words(self, name: str, known: Mapping[str, str] | None = None) -> list[str]:
        """The values of a list with commas between, as our filters call them."""
        found = [word.strip() for word in self.given.get(name, "").split(",") if word.strip()]
        if known is None:
            return found
        if strange := [word for word in found if word.lower() not in known]:
            self.refuse(name, f"{strange[0][:40]!r} is none of {', '.join(known)}.")
        return [known[word.lower()] for word in found if word.lower() in known]

    def number(self, name: str, usual: int, most: int) -> int:
        found = self.given.get(name, str(usual))
        is_short = found.isascii() and found.isdigit() and len(found) <= LONGEST_NUMBER
        if not is_short or not 1 <= int(found) <= most:
            self.refuse(name, f"This must be a whole number from 1 to {most}.")
            return usual
        return int(found)

    def one_of(self, name: str, known: Iterable[str]) -> str:
        found = self.given.get(name, "")
        if found and found not in known:
            self.refuse(name, f"This must be one of {', '.join(known)}.")
        return found

    def moment(self, name: str) -> str:
        """A time of ISO 8601, or a day; without an offset it is UTC."""
        found = self.given.get(name, "")
        try:
            when: Any = parse_datetime(found)
            if when is None and (day := parse_date(found)) is not None:
                when = datetime(day.year, day.month, day.day, tzinfo=UTC)
        except ValueError:
            when = None
        if found and when is None:
            self.refuse(name, "This must be a time of ISO 8601, such as 2026-03-01T08:00:00+11:00.")
        if when is None:
            return ""
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).isoformat()

    def check(self) -> None:
        if self.wrong:
            raise invalid(self.wrong)


def read_animals(given: Given) -> Asked:
    """Read the parameters of a search for animals; raises `Refused` that names each wrong one."""
    reader = Reader(given, OF_ANIMALS)
    asked = _read_paging(reader, ANIMAL_SORTS)
    asked.status = reader.one_of("status", ("adoptable", "adopted", "found")) or "adoptable"
    asked.filters = _of_animals(reader, asked)
    _read_place(reader, asked)
    reader.check()
    return asked


def read_organizations(given: Given) -> Asked:
    reader = Reader(given, OF_ORGANIZATIONS)
    asked = _read_paging(reader, ORGANIZATION_SORTS)
    for name in ("name", "query", "state", "country"):
        asked.filters[name] = reader.words(name)[:1] if name in ("state", "country") else _text(reader, name)
    _read_place(reader, asked)
    reader.check()
    return asked


def _read_paging(reader: Reader, sorts: tuple[str, ...]) -> Asked:
    return Asked(
        page=reader.number("page", 1, 1_000_000),
        limit=reader.number("limit", USUAL, MOST),
        sort=reader.one_of("sort", sorts),
    )


def _of_animals(reader: Reader, asked: Asked) -> dict[str, list[str]]:
    filters = {
        "breed": reader.words("breed"),
        "size": reader.words("size", SIZES),
        "gender": reader.words("gender", _values(Sex)),
        "age_group": reader.words("age", _values(AgeGroup)),
        "coat": reader.words("coat", _values(Coat)),
        "colour": reader.words("color"),
        "organization": reader.words("organization"),
        "name": _text(reader, "name"),
        "published_before": [reader.moment("before")],
        "published_after": [reader.moment("after")],
        **{name: reader.words(name, BOOLEANS)[:1] for name in SWITCHES},
    }
    if word := reader.given.get("type"):
        kind = type_named(word)
        if kind is None:
            reader.refuse("type", "This is none of the types; see /v2/types.")
        else:
            filters["species"] = [str(each) for each in kind.species]
            asked.impossible = not kind.species
    # Nobody here has had its claws taken: that is against the law.
    asked.impossible |= reader.words("declawed", BOOLEANS)[:1] == ["true"]
    return {name: values for name, values in filters.items() if any(values)}


def _read_place(reader: Reader, asked: Asked) -> None:
    """`location` is a suburb with its region, or a pair of degrees; `distance` is in miles."""
    miles = reader.number("distance", USUAL_DISTANCE, FARTHEST)
    place = reader.given.get("location", "")
    if not place:
        if "distance" in reader.given or asked.sort.endswith("distance"):
            reader.refuse("location", "A distance needs a location to be measured from.")
        return
    if pair := COORDINATES.fullmatch(place):
        place = f"{float(pair[1])},{float(pair[2])}"
    asked.filters["near"] = [place]
    asked.filters["within_km"] = [str(min(max(round(miles * MILE), 1), FARTHEST))]


def _text(reader: Reader, name: str) -> list[str]:
    return [reader.given[name]] if name in reader.given else []


def _values(choices: Any) -> dict[str, str]:
    return {str(each): str(each) for each in choices.values}
