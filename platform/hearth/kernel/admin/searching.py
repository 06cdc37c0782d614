"""The search of admin lists: rows in which every word stands, or in what they refer to."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q, QuerySet, UUIDField
from django.utils.text import smart_split, unescape_string_literal

from hearth.kernel.ids import is_id

REFERRED_TO = 500
"""So many rows that a word stands in are named one by one."""


def search(rows: QuerySet[Any], columns: Iterable[str], term: str) -> QuerySet[Any]:
    """Narrow to rows with each word of a term, or "some in quotes", in any of the columns.

    A column may be another table's, as in `organization__name`. Those rows are found first: joined by OR
    to the row's own columns they would keep PostgreSQL from using any index. So would part of an id: ids
    are found by the whole.
    """
    names = list(columns)
    for word in _words(term):
        rows = rows.filter(reduce(or_, [_has(rows.model, name, word) for name in names]))
    return rows


def _words(term: str) -> Iterable[str]:
    for word in smart_split(term):
        quoted = word.startswith(('"', "'")) and word[0] == word[-1]
        yield unescape_string_literal(word) if quoted else word


def _has(model: type[Model], name: str, word: str) -> Q:
    relation, _, column = name.partition("__")
    if column:
        others: Any = model._meta.get_field(relation).related_model
        found = others._base_manager.filter(**{f"{column}__icontains": word})
        ids = list(found.values_list("pk", flat=True)[: REFERRED_TO + 1])
        if len(ids) <= REFERRED_TO:
            return Q(**{f"{relation}__in": ids})
    elif isinstance(model._meta.get_field(name), UUIDField):
        return Q(**{name: word}) if is_id(word) else Q(pk__in=[])
    return Q(**{f"{name}__icontains": word})
