"""What communities add to the API's answer about one organisation of their kind, for everybody.

It stands there as an object of the kind's name, `"rescue": {…}`. Lists do not have it, since each value may
cost a query. Organisations know none of the communities.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from apps.organizations.models import Organization


@dataclass(frozen=True, kw_only=True)
class Detail:
    kind: str
    name: str
    type: type[str] | type[int]
    nullable: bool = False
    explains: str
    """What whoever reads the schema is told of it."""
    value: Callable[[Organization], Any]
    """Reads it for anybody: it is public."""


_of_kind: dict[str, list[Detail]] = {}


def contribute_detail(detail: Detail) -> Detail:
    _of_kind.setdefault(detail.kind, []).append(detail)
    return detail


def contributed_details() -> dict[str, list[Detail]]:
    """All that there are, by kind, each by its name."""
    return {kind: sorted(found, key=lambda each: each.name) for kind, found in sorted(_of_kind.items())}


def details_of(organization: Organization) -> dict[str, dict[str, Any]]:
    """The object of its kind under the kind's name; empty for a kind that nobody adds anything to."""
    found = contributed_details().get(organization.kind)
    return {organization.kind: {each.name: each.value(organization) for each in found}} if found else {}
