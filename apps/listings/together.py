"""Several questions of the database in one statement, where each is small beside the way there and back."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

Sql = tuple[str, list[Any]]
Rows = list[dict[str, Any]]
"""Their columns by name, as JSON has them."""


def sql_of(rows: QuerySet[Any, Any]) -> Sql:
    text, values = rows.query.sql_with_params()
    return text, list(values)


def answers_to(*questions: Sql) -> list[Rows]:
    """Return the rows of each question, in its order; no question is no query."""
    if not questions:
        return []
    parts = [f"(SELECT json_agg(found) FROM ({text}) AS found)" for text, _ in questions]  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", [value for _, values in questions for value in values])
        return [rows or [] for rows in cursor.fetchone()]
