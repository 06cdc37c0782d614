"""What communities add to an organisation's page, and to those behind it; organisations know none of them."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apps.organizations.models import Organization

_sections: list[Callable[[Organization], dict[str, Any]]] = []
_tabs: list["Tab"] = []


@dataclass(frozen=True)
class Tab:
    """A page behind the public one, for members with a capability; its address takes the slug."""

    name: str
    label: str
    page: str
    capability: str
    order: int = 50
    kind: str = ""
    """The only kind of organisation that has it; any where it names none."""


def contribute_tab(tab: Tab) -> Tab:
    """Register a tab, between the members' pages and the settings, by its `order`."""
    _tabs.append(tab)
    _tabs.sort(key=lambda each: each.order)
    return tab


def contributed_tabs() -> list[Tab]:
    return list(_tabs)


def whole_hours(span: timedelta) -> int:
    """A length of time as it is promised to people: rounded up, an hour at least."""
    return max(math.ceil(span / timedelta(hours=1)), 1)


def contribute_section(section: Callable[[Organization], dict[str, Any]]) -> Callable[..., Any]:
    """Register a function whose dictionary joins the context of an organisation's page."""
    _sections.append(section)
    return section


def sections_of(organization: Organization) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for section in _sections:
        context |= section(organization)
    return context
