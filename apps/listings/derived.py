"""Columns of listings that the database derives by triggers, and that are looked for but never loaded.

`search` (tsvector) holds the words of a listing, `position` (cube) where it is. They are no fields of the
model: nobody writes them, and a row that is read should not bring a kilobyte of lexemes along.
"""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db.models import BooleanField, F, Field, FloatField, Func, TextField, Value
from django.db.models.expressions import Combinable

DEPTH = 1000
"""How far people can page in an order that no index has."""


class CubeField(Field):
    def db_type(self, connection: Any) -> str:
        return "cube"


class Derived(Func):
    """A derived column, beside the primary key of the same table."""

    def __init__(self, column: str, output_field: "Field[Any, Any]", of: str = "pk") -> None:
        super().__init__(F(of), output_field=output_field)
        self.column = column

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:  # type: ignore[override]
        key, params = compiler.compile(self.source_expressions[0])
        table = key.rpartition(".")[0]
        return f'{table}."{self.column}"', params


SEARCH = Derived("search", SearchVectorField())
POSITION = Derived("position", CubeField())


class Operator(Func):
    """`left <operator> right`."""

    template = "(%(expressions)s)"

    def __init__(self, left: Any, operator: str, right: Any, output_field: "Field[Any, Any]") -> None:
        super().__init__(left, right, arg_joiner=f" {operator} ", output_field=output_field)


def as_cube(point: Combinable | str) -> Func:
    """A point as `geography.as_point` writes it."""
    words = Value(point, output_field=TextField()) if isinstance(point, str) else point
    return Func(words, template="(%(expressions)s)::cube", output_field=CubeField())


def distance_from(point: Combinable | str) -> Operator:
    """The straight way through the earth, of radius 1, to a listing: the index walks in this order."""
    return Operator(POSITION, "<->", as_cube(point), FloatField())


def in_box_around(point: Combinable | str, radius: Combinable | float) -> Operator:
    """Whether a listing is in the box around a point, which the index can tell without looking further."""
    number = Value(radius, output_field=FloatField()) if isinstance(radius, float) else radius
    box = Func(
        as_cube(point), number, template="cube_enlarge(%(expressions)s::float8, 4)", output_field=CubeField()
    )
    return Operator(POSITION, "<@", box, BooleanField())


def query_of(words: Combinable | str) -> Func:
    """What somebody typed, as PostgreSQL looks for it: words, “phrases”, `or` and `-without`."""
    given = Value(words, output_field=TextField()) if isinstance(words, str) else words
    return Func(given, template="listings_query((%(expressions)s)::text)", output_field=TextField())


def has_words(words: Combinable | str) -> Operator:
    return Operator(SEARCH, "@@", query_of(words), BooleanField())
