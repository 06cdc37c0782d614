"""Keyset paging: total and unique order, no COUNT, the same cost on every page."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from hearth.kernel.problems import BadQuery

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    items: Sequence[M]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class Keyset:
    """An order by non-null columns of the row itself, the last one unique: `Keyset("-created_at", "-id")`."""

    fields: tuple[str, ...]

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)

    @property
    def name(self) -> str:
        """The column that leads, as `ordering=` names the order: `-created_at`."""
        return self.fields[0]

    @property
    def reverse(self) -> "Keyset":
        return Keyset(*map(_reverse, self.fields))

    def page(self, rows: QuerySet[M], *, limit: int, cursor: str | None = None) -> Page[M]:
        """Return the page at a cursor that an earlier page gave; raise BadQuery for any other."""
        backwards, after = self._read(cursor, rows.model) if cursor else (False, None)
        order = [_reverse(name) for name in self.fields] if backwards else list(self.fields)
        if after is not None:
            rows = rows.filter(_beyond(order, after))
        found = list(rows.order_by(*order)[: limit + 1])
        more = len(found) > limit
        items = found[:limit]
        if backwards:
            items.reverse()
        has_next, has_previous = (cursor is not None, more) if backwards else (more, cursor is not None)
        if not items:
            return Page([], None, None)
        return Page(
            items,
            self._write("n", items[-1]) if has_next else None,
            self._write("p", items[0]) if has_previous else None,
        )

    def _write(self, direction: str, item: Model) -> str:
        values = [str(item.serializable_value(name.lstrip("-"))) for name in self.fields]
        words = json.dumps([direction, self._order, *values])
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    @property
    def _order(self) -> str:
        """The order by name: a cursor of another list's would point somewhere else in this one."""
        return " ".join(self.fields)

    def _read(self, cursor: str, model: type[Model]) -> tuple[bool, list[Any]]:
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            direction, order, *raw = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if direction not in ("n", "p") or order != self._order or len(raw) != len(self.fields):
                raise ValueError
            if not all(isinstance(value, str) and len(value) < 200 and "\x00" not in value for value in raw):
                raise ValueError
            columns: list[Any] = [model._meta.get_field(name.lstrip("-")) for name in self.fields]
            values = [column.to_python(value) for column, value in zip(columns, raw, strict=True)]
            if any(getattr(value, "tzinfo", True) is None for value in values):
                raise ValueError
        except (ValueError, TypeError, OverflowError, ValidationError, RecursionError):
            raise BadQuery("This cursor is not one of ours; start again without it.") from None
        return direction == "p", values


def _reverse(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows strictly after the given one; the leading bound lets PostgreSQL start inside the index."""
    first, *rest = order
    strict = "lt" if first.startswith("-") else "gt"
    column = first.lstrip("-")
    if not rest:
        return Q(**{f"{column}__{strict}": values[0]})
    tied = Q(**{column: values[0]}) & _beyond(rest, values[1:])
    return Q(**{f"{column}__{strict}e": values[0]}) & (Q(**{f"{column}__{strict}": values[0]}) | tied)
