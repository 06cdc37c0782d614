"""The names under which the world knows what happened, where they are others than those used here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hearth.kernel.models import Event


@dataclass(frozen=True, kw_only=True)
class PublishedName:
    name: str
    events: tuple[str, ...]
    """The events that have it, by the names used here."""
    explains: str
    """What happened, for those who build on it."""
    only_if: "Callable[[Event], bool] | None" = None
    """Which of these events have it; all of them where it says nothing."""


_published: dict[str, PublishedName] = {}


def publish_as(
    name: str, *events: str, explains: str, only_if: "Callable[[Event], bool] | None" = None
) -> PublishedName:
    """Register the published name of some events."""
    _published[name] = PublishedName(name=name, events=events, explains=explains, only_if=only_if)
    return _published[name]


def published_names() -> list[PublishedName]:
    """All that there are, by name."""
    return [_published[name] for name in sorted(_published)]


def published_names_of(event: "Event") -> list[str]:
    """The published names that this very event has."""
    return [
        each.name
        for each in published_names()
        if event.name in each.events and (each.only_if is None or each.only_if(event))
    ]


def published_as(event_name: str) -> list[str]:
    """The published names that events of this name may have."""
    return [each.name for each in published_names() if event_name in each.events]
