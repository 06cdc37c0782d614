"""Keyset paging: total and unique order, no COUNT, the same cost on every page."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from hearth.kernel.problems import BadQuery

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    items: Sequence[T]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class Position:
    """Where a page begins: behind a row with these values, or with none at the start."""

    backwards: bool = False
    after: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Keyset:
    """An order by non-null columns of the row itself, the last one unique: `Keyset("-created_at", "-id")`."""

    fields: tuple[str, ...]

    needs: ClassVar[str] = ""
    """The parameter of the filter that computes a column of this order, where one is no column of the row."""

    def __init__(self, *fields: str) -> None:
        object.__setattr__(self, "fields", fields)

    @property
    def name(self) -> str:
        """The column that leads, as `ordering=` names the order: `-created_at`."""
        return self.fields[0]

    @property
    def reverse(self) -> "Keyset":
        return Keyset(*map(_reverse, self.fields))

    def page(
        self,
        rows: QuerySet[M],
        *,
        limit: int,
        cursor: str | None = None,
        parts: Sequence[QuerySet[M]] = (),
    ) -> Page[M]:
        """Return the page at a cursor that an earlier page gave; raise BadQuery for any other.

        With `parts`, of those of the rows that are in any of them; see `take`.
        """
        position = self.read(cursor, rows.model)
        found = list(self.take(rows, position, limit, parts))
        return self.cut(found, position, limit, self._values_of)

    def arrange(self, rows: QuerySet[M], position: Position) -> QuerySet[M]:
        """Put rows in this order, from a position on."""
        order = self._read_in(position)
        if position.after:
            rows = rows.filter(_beyond(order, position.after))
        return rows.order_by(*order)

    def take(
        self, rows: QuerySet[M], position: Position, limit: int, parts: Sequence[QuerySet[M]] = ()
    ) -> QuerySet[M]:
        """The rows of a page and one, from a position on; with `parts`, of those that are in any of them.

        Each part is read in its own order, so that each may have its own index; joined by OR they have none.
        """
        pieces = [self.arrange(part, position) for part in parts] or self._pieces(rows, position)
        if len(pieces) == 1 and not parts:
            return pieces[0][: limit + 1]
        first, *others = [piece.values("pk")[: limit + 1] for piece in pieces]
        rows = rows.filter(pk__in=first.union(*others, all=True) if others else first)
        return self.arrange(rows, Position(position.backwards))[: limit + 1]

    def _pieces(self, rows: QuerySet[M], position: Position) -> list[QuerySet[M]]:
        """The rows from a position on; where directions change, those that are tied with it by themselves.

        A column before a change has few values, or the next would hardly matter. All that share one would be
        walked over; but among them alone the next column says where in an index they go on.
        """
        order = self._read_in(position)
        if not position.after or len({name.startswith("-") for name in order}) == 1:
            return [self.arrange(rows, position)]
        lead, *rest = order
        value, *values = position.after
        tied = rows.filter(**{lead.lstrip("-"): value}).filter(_beyond(rest, values))
        return [piece.order_by(*order) for piece in (tied, rows.filter(_beyond([lead], [value])))]

    def _read_in(self, position: Position) -> list[str]:
        return list(self.reverse.fields if position.backwards else self.fields)

    def cut(
        self, found: list[T], position: Position, limit: int, values_of: Callable[[T], Sequence[Any]]
    ) -> Page[T]:
        """Make the page of what was found, up to `limit` rows and one; `values_of` a row are its columns'."""
        more, came_from = len(found) > limit, bool(position.after)
        items = found[:limit]
        if position.backwards:
            items.reverse()
        has_next, has_previous = (came_from, more) if position.backwards else (more, came_from)
        if not items:
            return Page([], None, None)
        return Page(
            items,
            self.cursor("n", values_of(items[-1])) if has_next else None,
            self.cursor("p", values_of(items[0])) if has_previous else None,
        )

    def column_of(self, model: type[Model], name: str) -> Any:
        """The model field that reads a column's value from a cursor."""
        return model._meta.get_field(name)

    @property
    def columns(self) -> list[str]:
        return [name.lstrip("-") for name in self.fields]

    def _values_of(self, item: Model) -> list[Any]:
        return [item.serializable_value(name) for name in self.columns]

    def cursor(self, direction: str, values: Sequence[Any]) -> str:
        """Name the place behind ("n") or before ("p") a row with these values in the order's columns."""
        words = json.dumps([direction, self._order, *map(str, values)])
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    @property
    def _order(self) -> str:
        """The order by name: a cursor of another list's would point somewhere else in this one."""
        return " ".join(self.fields)

    def read(self, cursor: str | None, model: type[Model]) -> Position:
        """Return the position that a cursor names; raise BadQuery for one that no earlier page gave."""
        if not cursor:
            return Position()
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            direction, order, *raw = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            if direction not in ("n", "p") or order != self._order or len(raw) != len(self.fields):
                raise ValueError
            if not all(isinstance(value, str) and len(value) < 200 and "\x00" not in value for value in raw):
                raise ValueError
            "".join(raw).encode()  # half a surrogate is no text: ValueError
            columns = [self.column_of(model, name) for name in self.columns]
            values = [column.to_python(value) for column, value in zip(columns, raw, strict=True)]
            if any(getattr(value, "tzinfo", True) is None for value in values):
                raise ValueError
        except (ValueError, TypeError, OverflowError, ValidationError, RecursionError):
            raise BadQuery("This cursor is not one of ours; start again without it.") from None
        return Position(direction == "p", tuple(values))


def _reverse(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows strictly after the given one; the leading bound lets PostgreSQL start inside the index.

    The rest is said as what is left out, the row's equals that come before it: that is next to nothing, and
    PostgreSQL's guess of how many rows are left stays that of the leading bound.
    """
    first, *rest = order
    strict = "lt" if first.startswith("-") else "gt"
    column = first.lstrip("-")
    if not rest:
        return Q(**{f"{column}__{strict}": values[0]})
    untied = ~Q(**{column: values[0]})
    return Q(**{f"{column}__{strict}e": values[0]}) & (untied | _beyond(rest, values[1:]))
