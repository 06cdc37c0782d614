"""What communities add to an organisation's page; organisations know none of them."""

from collections.abc import Callable
from typing import Any

from apps.organizations.models import Organization

_sections: list[Callable[[Organization], dict[str, Any]]] = []


def contribute_section(section: Callable[[Organization], dict[str, Any]]) -> Callable[..., Any]:
    """Register a function whose dictionary joins the context of an organisation's page."""
    _sections.append(section)
    return section


def sections_of(organization: Organization) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for section in _sections:
        context |= section(organization)
    return context
