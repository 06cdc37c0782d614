"""Statements of hot lists: put together by the ORM once for each question, then kept.

Putting one together costs more than everything else that happens to a request, and the outcome depends on
the question and the day alone. What varies besides (a cursor's values, an id) stands in it as `Given`; all
else is written into the text, so that PostgreSQL can prove which partial index fits, and plan it once.

It keeps a plan only if it takes it to be as good as one for the very values. For the bounds of a page it
never does: not knowing them it takes them to leave a third of the rows. So it plans every page anew, which
takes longer than reading it. Into a subquery it cannot look: what is given comes from one, and all values
have the same plan.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

import psycopg
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import Expression
from psycopg import sql
from psycopg.types.datetime import TimestamptzLoader

Row = tuple[Any, ...]
KEPT = 500
"""Statements per process, those that were asked for last; who thinks of ever new questions costs what the ORM
costs, no more."""


class Given(Expression):
    """A value that each request supplies, in a condition: `filter(garden=Given("garden"))`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "(SELECT %s)", [self]  # so that the plan can be kept: see above


@dataclass(frozen=True)
class Statement:
    """A SELECT with places for what is given."""

    text: str
    names: tuple[str, ...]
    is_fixed: bool
    """False when it holds a moment that passes."""

    @classmethod
    def of(cls, rows: QuerySet[Any]) -> "Statement":
        text, params = rows.query.sql_with_params()
        names: list[str] = []
        values = iter(params)

        def fill(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%%"
            value = next(values)
            if isinstance(value, Given):
                names.append(value.name)
                return "%s"
            return sql.Literal(value).as_string(connection.connection).replace("%", "%%")

        connection.ensure_connection()
        text = re.sub("%[%s]", fill, text)
        return cls(text, tuple(names), not any(isinstance(value, datetime) for value in params))

    def fetch(self, given: Mapping[str, Any]) -> list[Row]:
        with connection.cursor() as cursor:
            # psycopg's own, inside Django's: it lets the server keep a plan where the settings allow that,
            # and reads times in C. Django's own merges values into the text and reads times in Python.
            cursor.cursor = psycopg.Cursor(connection.connection)
            cursor.cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
            cursor.execute(self.text, [given[name] for name in self.names])
            found: list[Row] = cursor.fetchall()
            return found


kept: dict[Hashable, Statement] = {}
"""The statements of a process, by question."""
_keeping = Lock()


def statement_of(question: Hashable | None, make: Callable[[], Statement]) -> Statement:
    """Return the one that is kept, or make it; it is never kept without a question."""
    if question is None:
        return make()
    with _keeping:
        found = kept.pop(question, None)
    if found is None:
        found = make()
    if found.is_fixed:
        with _keeping:
            kept[question] = found
            while len(kept) > KEPT:
                kept.pop(next(iter(kept)), None)
    return found
