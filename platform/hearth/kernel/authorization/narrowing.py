"""What a list says of all its rows, its scope does not ask once more.

`filter(user=me)` beside the rule “yours, or …” asks the same twice. PostgreSQL takes the two for independent
and expects hardly a row, so it gathers all that there are, with what is shown of each, and sorts them, where
an index has them in their order.
"""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Col, Combinable
from django.db.models.sql.where import AND, WhereNode

from hearth.kernel.authorization.algebra import Rows

Known = Mapping[str, frozenset[Any]]
"""By column: every row has one of these values there, None for NULL."""


def left_of(scope: Q, rows: QuerySet[Any]) -> Rows:
    """Return what a scope asks besides what the rows are narrowed by; for them both come to the same."""
    known = _known(rows)
    return _left(scope, rows.model, known) if known else scope


def _known(rows: QuerySet[Any]) -> Known:
    found: dict[str, frozenset[Any]] = {}
    for condition in _demanded(rows.query.where):
        column = getattr(condition, "lhs", None)
        if isinstance(column, Col) and column.alias == rows.query.base_table:
            values = _values(column.target, condition.lookup_name, condition.rhs)
            if values is not None:
                name = column.target.name
                found[name] = found.get(name, values) & values
    return found


def _demanded(where: WhereNode) -> Iterator[Any]:
    """The conditions that hold for every row."""
    if where.connector == AND and not where.negated:
        for child in where.children:
            if isinstance(child, WhereNode):
                yield from _demanded(child)
            else:
                yield child


def _left(q: Q, model: type[Model], known: Known) -> Rows:
    if q.connector == Q.XOR:
        return q
    decides = q.connector == Q.OR  # one True decides an OR, one False an AND
    parts = []
    for child in q.children:
        rows = _left(child, model, known) if isinstance(child, Q) else _leaf(child, model, known)
        if rows is decides:
            return decides is not q.negated
        if not isinstance(rows, bool):
            parts.append(rows)
    if not parts:
        return decides is q.negated
    return Q(*parts, _connector=q.connector, _negated=q.negated)


def _leaf(child: Any, model: type[Model], known: Known) -> Any:
    """True or False where what is known decides, else the condition as it is."""
    if not isinstance(child, tuple):
        return child
    name, _, lookup = child[0].partition("__")
    try:
        column: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    except FieldDoesNotExist:
        return child
    has = known.get(column.name)
    wanted = _values(column, lookup or "exact", child[1]) if has is not None else None
    if has is None or wanted is None:
        return child
    if has <= wanted:
        return True
    return child if has & wanted else False


def _values(column: Any, lookup: str, value: Any) -> frozenset[Any] | None:
    """The values that a condition lets a column have; None where it is of another kind."""
    if lookup == "isnull":
        return frozenset([None]) if value is True else None
    if lookup not in ("exact", "in") or hasattr(value, "resolve_expression"):
        return None
    given = value if lookup == "in" else [value]
    if not all(_is_plain(each) for each in given):
        return None
    target = getattr(column, "target_field", column)
    return frozenset(target.to_python(each) for each in given if each is not None or lookup == "exact")


def _is_plain(value: Any) -> bool:
    return isinstance(value, Hashable) and not isinstance(value, Model | Combinable)
