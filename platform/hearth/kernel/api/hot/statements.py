"""Statements of hot lists: put together by the ORM once for each form of a question, then kept.

Putting one together costs more than everything else that happens to a request, and the outcome depends on
little: which filters with which choices, the order, the direction, the page's length, the day. What does
vary (a cursor's values, free text) stands in it as `Given` and is filled in per request; all else is
written into the text, so that PostgreSQL can prove which partial index fits.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Field, QuerySet
from django.db.models.expressions import Expression
from psycopg import sql
from psycopg.types.datetime import TimestamptzLoader

Row = tuple[Any, ...]
KEPT = 500
"""Statements per process; a stranger who thinks of ever new questions costs what the ORM costs, no more."""


class Given(Expression):
    """A value that each request supplies, in a condition: `filter(garden=Given("garden"))`."""

    def __init__(self, name: str, output_field: "Field[Any, Any] | None" = None) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self]


@dataclass(frozen=True)
class Statement:
    """A SELECT with places for what is given."""

    text: str
    names: tuple[str, ...]
    is_fixed: bool
    """False when it holds a moment that passes."""
    same_plan: bool
    """Whether one plan is good for every value, so that the server may keep it."""

    @classmethod
    def of(cls, rows: QuerySet[Any], *, same_plan_for: Collection[str]) -> "Statement":
        """`same_plan_for` names what is given whose every value has the same best plan: cursors, ids."""
        text, params = rows.query.sql_with_params()
        names: list[str] = []
        literal = iter(params)

        def fill(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%%"
            value = next(literal)
            if isinstance(value, Given):
                names.append(value.name)
                return "%s"
            return sql.Literal(value).as_string(connection.connection).replace("%", "%%")

        connection.ensure_connection()
        text = re.sub("%[%s]", fill, text)
        passing = any(isinstance(value, datetime) for value in params)
        return cls(text, tuple(names), not passing, set(names) <= set(same_plan_for))

    def fetch(self, given: Mapping[str, Any]) -> list[Row]:
        values = [given[name] for name in self.names]
        try:
            return self._fetch(values)
        except (OperationalError, InterfaceError):
            # A connection that died while nobody used it; asking it first would cost every request a round.
            if connection.in_atomic_block or (connection.connection and not connection.connection.closed):
                raise
            connection.close()
            return self._fetch(values)

    def _fetch(self, values: Sequence[Any]) -> list[Row]:
        connection.health_check_done = True
        connection.ensure_connection()
        raw = (psycopg.Cursor if self.same_plan else _PlannedAnew)(connection.connection)
        # psycopg's own loader is quick; the one that Django puts in its place sets the same UTC in Python.
        raw.adapters.register_loader("timestamptz", TimestamptzLoader)
        with connection._prepare_cursor(raw) as cursor:
            cursor.execute(self.text, values)
            found: list[Row] = cursor.fetchall()
            return found


class _PlannedAnew(psycopg.Cursor[Any]):
    """For values of which some want another plan than others; the settings decide on all other statements."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=False)


class _Kept:
    """The statements of a process that were used last."""

    def __init__(self) -> None:
        self._statements: OrderedDict[Hashable, Statement] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Statement]) -> Statement:
        with self._lock:
            if (found := self._statements.get(key)) is not None:
                self._statements.move_to_end(key)
                return found
        made = make()
        if made.is_fixed:
            with self._lock:
                self._statements[key] = made
                if len(self._statements) > KEPT:
                    self._statements.popitem(last=False)
        return made


kept = _Kept()
