"""Filters of admin lists by columns without choices of their own.

Django would ask the rows for every value that they have, and so read the whole table for each page.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from psycopg import sql

Choices = Iterable[tuple[str, str]]


class ColumnFilter(admin.SimpleListFilter):
    def queryset(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(**{str(self.parameter_name): self.value()}) if self.value() else rows


def among(column: str, choices: Callable[[], Choices], title: str = "") -> type[ColumnFilter]:
    """Filter by a column whose values, with their words, are registered somewhere."""

    class Among(ColumnFilter):
        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            return list(choices())

    return _named(Among, column, title)


def occurring(column: str) -> type[ColumnFilter]:
    """Filter by the values that occur, each found by one look into an index that begins with the column."""

    class Occurring(ColumnFilter):
        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
            names = {"column": column, "rows": model_admin.opts.db_table}
            found = sql.SQL(_VALUES).format(**{word: sql.Identifier(name) for word, name in names.items()})
            with connection.cursor() as cursor:
                cursor.execute(found)
                return [(value, value) for (value,) in cursor.fetchall()]

    return _named(Occurring, column)


def named(names: Callable[[], Iterable[str]]) -> Callable[[], Choices]:
    """Choices that are called by their names."""
    return lambda: [(name, name) for name in names()]


def _named(kind: type[ColumnFilter], column: str, title: str = "") -> type[ColumnFilter]:
    kind.parameter_name, kind.title = column, title or column.replace("_", " ")
    return kind


_VALUES = """
    WITH RECURSIVE found AS (
        (SELECT {column} AS value FROM {rows} ORDER BY {column} LIMIT 1)
        UNION ALL
        SELECT (SELECT {column} FROM {rows} WHERE {column} > found.value ORDER BY {column} LIMIT 1)
        FROM found WHERE found.value IS NOT NULL)
    SELECT value FROM found WHERE value IS NOT NULL
"""
