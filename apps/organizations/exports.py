"""What an organisation owns and takes along: each app names its tables, and who may have them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from hearth.kernel.authorization import Subject

Value = str | Callable[[Any], Any]
"""The name of an attribute, with points for those of its own, or a function of the row."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of the archive, as `<name>.csv` and `<name>.json`: the rows that the person may see."""

    name: str
    label: str
    rows: Callable[[UUID, Subject], Any]
    """Those of an organisation that the subject may see; they come in the order of their ids."""
    columns: Mapping[str, Value]
    capability: str = ""
    """What one needs in the organisation to take it along, for what is personal; else it is left out."""

    def values_of(self, row: Any) -> dict[str, Any]:
        return {
            name: value(row) if callable(value) else _walk(row, value) for name, value in self.columns.items()
        }


_tables: dict[str, Table] = {}


def contribute(table: Table) -> Table:
    """Register a table of what organisations own."""
    _tables[table.name] = table
    return table


def tables() -> list[Table]:
    """All of them, in the order of their names."""
    return [_tables[name] for name in sorted(_tables)]


def tables_for(organization_id: UUID, by: Subject) -> tuple[list[Table], list[Table]]:
    """Those that the subject may take along, and those that are left out."""
    own = by.capabilities_in(organization_id)
    may = [table for table in tables() if not table.capability or table.capability in own]
    return may, [table for table in tables() if table not in may]


def in_full(address: str) -> str:
    """An address as it works from elsewhere."""
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address


def _walk(row: Any, path: str) -> Any:
    found = row
    for name in path.split("."):
        found = getattr(found, name) if found is not None else None
    return found
