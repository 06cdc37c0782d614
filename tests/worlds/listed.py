"""What a list is: its documented base set, its filters, and who is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from hearth.kernel.authorization import Subject, can

Holds = Callable[[Any, Subject], bool]
Matches = Callable[[Any, str], bool]
Refused = Callable[[Subject], int]
"""The status code for who may not open a list at all; 0 for who may."""


@dataclass(frozen=True)
class Filter:
    values: tuple[str, ...]
    matches: Matches
    replaces_base: Holds | None = None
    """The wider base set that the list has once this filter is given."""
    also: dict[str, str] = field(default_factory=dict)
    """What has to be given with it."""


@dataclass(frozen=True)
class List:
    """One address, for one world and one reader."""

    name: str
    """The route as the walk knows it."""
    path: str
    model: type[Model]
    base: Holds
    filters: dict[str, Filter] = field(default_factory=dict)
    refused: Refused = lambda subject: 0


def is_word(name: str) -> Matches:
    return lambda row, value: getattr(row, name) == value


def needs_person(subject: Subject) -> int:
    if subject.user is None:
        return 401
    return 0 if subject.is_active else 403


def hidden(parent: Model) -> Refused:
    """A list below something is 404 to who may not see that."""
    return lambda subject: 0 if can(subject, "view", parent).allowed else 404


def inside(parent: Model) -> Refused:
    """The same for people alone."""
    return lambda subject: needs_person(subject) or hidden(parent)(subject)


def belonging_to(house: Model) -> Holds:
    return lambda row, subject: row.organization_id == house.pk
