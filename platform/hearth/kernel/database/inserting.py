"""Rows inserted by statements of our own, for what is written all the time."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, models

Expression = tuple[str, list[Any]]
"""SQL, and the values in it."""


def insert_of(
    *rows: models.Model, instead: Mapping[str, Callable[[Any], Expression]] | None = None
) -> Expression:
    """The INSERT of rows of one model, with expressions `instead` of what they hold, by the field's name."""
    table = rows[0]._meta
    instead = instead or {}
    lines, values = [], []
    for row in rows:
        places = []
        for field in table.concrete_fields:
            if field.name in instead:
                place, of_it = instead[field.name](row)
            else:
                place, of_it = "%s", [field.get_db_prep_save(field.pre_save(row, add=True), connection)]
            places.append(place)
            values += of_it
        lines.append(f"({', '.join(places)})")
    columns = ", ".join(f'"{field.column}"' for field in table.concrete_fields)
    into = f'INSERT INTO "{table.db_table}" ({columns})'
    return f"{into} VALUES {', '.join(lines)}", values


def mark_inserted(*rows: models.Model) -> None:
    """Let rows know that the database has them."""
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
