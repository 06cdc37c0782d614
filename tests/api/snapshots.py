"""All rows of all tables as they are at a moment, to be compared with those of another."""

from typing import Any

from django.apps import apps

from tests.api.prepared import answer_to

Rows = dict[tuple[str, Any], dict[str, Any]]
"""By model and key. A table that is the same again gives the very same rows."""
MODELS = [model for model in apps.get_models() if model.__module__.startswith(("apps.", "hearth."))]
MODELS += [
    model._meta.get_field("bonded_with").remote_field.through for model in MODELS if model.__name__ == "Pet"
]
MARKS = " UNION ALL ".join(
    f"SELECT {number}, md5(string_agg(rows::text, ' ' ORDER BY {model._meta.pk.column})) "
    f"FROM {model._meta.db_table} AS rows"
    for number, model in enumerate(MODELS)
)
_seen: dict[int, tuple[str, Rows]] = {}


def snapshot() -> Rows:
    """Read the tables that are not as they were when last read."""
    marks = answer_to(MARKS)
    for number, mark in marks:
        if number not in _seen or _seen[number][0] != mark:
            _seen[number] = (mark, _read(MODELS[number]))
    return {key: row for number, _ in marks for key, row in _seen[number][1].items()}


def _read(model: Any) -> Rows:
    key = model._meta.pk.attname
    return {(model.__name__, row[key]): row for row in model._default_manager.values()}
