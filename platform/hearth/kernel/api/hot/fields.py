"""What a hot answer consists of: columns as they are stored, and what is computed from some."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Any, TypeVar

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Func, Model, QuerySet, TextField
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from rest_framework import serializers

T = TypeVar("T")
Step = Callable[["Asked", Sequence[Any]], Any]

AS_STORED = (
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.DateField,
    serializers.DateTimeField,
    serializers.DecimalField,
    serializers.FloatField,
    serializers.IntegerField,
    serializers.PrimaryKeyRelatedField,
    serializers.UUIDField,
)
"""Serializer fields of which `as_bytes` writes the column's value just as they would."""


@dataclass(frozen=True)
class Asked:
    """The request that is answered, and the one moment that holds for all rows of the answer."""

    request: HttpRequest
    now: datetime
    today: date
    _found: dict[Any, Any] = field(default_factory=dict)

    def once(self, find: Callable[[HttpRequest], T]) -> T:
        """Return `find(request)`, called once for the whole answer."""
        if find not in self._found:
            self._found[find] = find(self.request)
        found: T = self._found[find]
        return found


class Of:
    """A field computed as `by(asked, *values)` from columns, or from expressions."""

    def __init__(self, by: Callable[..., Any], *sources: Any) -> None:
        self.by = by
        self.sources = sources


Computed = Mapping[str, Any]
"""By field: an `Of`, or for a nested serializer what it has of its own."""


class Shape:
    """A serializer's fields in their order: what to select for them, and how to put a row together."""

    def __init__(self, serializer: type[Any], computed: Computed, prefix: str = "") -> None:
        model: type[Model] = serializer.Meta.model
        fields = {name: each for name, each in serializer().fields.items() if not each.write_only}
        if unknown := sorted(set(computed) - set(fields)):
            raise ImproperlyConfigured(f"{serializer.__name__} has no {', '.join(unknown)}.")
        self.names = tuple(fields)
        self.sources: list[Any] = [None] * len(fields)
        self._steps: list[tuple[str, Step]] = []
        for place, (name, each) in enumerate(fields.items()):
            how = computed.get(name)
            if isinstance(how, Of):
                self._steps.append((name, self._compute(place, how, prefix)))
            elif isinstance(each, serializers.Serializer):
                self._steps.append((name, self._nest(place, each, how or {}, prefix)))
            elif _is_stored(model, each):
                self.sources[place] = prefix + each.source
            else:
                raise ImproperlyConfigured(f"Say how {serializer.__name__}.{name} is computed.")

    def build(self, asked: Asked, values: Sequence[Any]) -> dict[str, Any]:
        # There are more values than names: what the steps need besides.
        answer = dict(zip(self.names, values, strict=False))
        for name, step in self._steps:
            answer[name] = step(asked, values)
        return answer

    def _compute(self, place: int, how: Of, prefix: str) -> Step:
        by = how.by
        first, *others = [prefix + each if isinstance(each, str) else each for each in how.sources]
        self.sources[place] = first
        if not others:
            return lambda asked, values: by(asked, values[place])
        those = itemgetter(place, *self._besides(others))
        return lambda asked, values: by(asked, *those(values))

    def _nest(self, place: int, each: Any, computed: Computed, prefix: str) -> Step:
        inner = Shape(type(each), computed, f"{prefix}{each.source}__")
        self.sources[place] = f"{prefix}{each.source}__pk"
        start, *_ = places = self._besides(inner.sources)
        part = slice(start, start + len(places))
        return lambda asked, values: None if values[place] is None else inner.build(asked, values[part])

    def _besides(self, sources: Sequence[Any]) -> range:
        """Select these too, behind the fields; return where they stand."""
        start = len(self.sources)
        self.sources.extend(sources)
        return range(start, len(self.sources))


def _is_stored(model: type[Model], each: Any) -> bool:
    try:
        model._meta.get_field(each.source)
    except FieldDoesNotExist:
        return False
    return isinstance(each, AS_STORED) and not isinstance(each, serializers.MultipleChoiceField)


class Hot:
    """The fields of a hot list: those of a model's serializer, and how its computed ones come about.

    `tag` has the columns or expressions that an answer changes with besides the row's version and the day.
    Raises ImproperlyConfigured for a field of which nobody said how it is computed.
    """

    def __init__(
        self, serializer: type[Any], computed: Computed | None = None, *, tag: Sequence[Any] = ()
    ) -> None:
        self.serializer = serializer
        self.computed = computed or {}
        self.tag = ("pk", "version", *tag)
        self._shape = Shape(serializer, self.computed)
        # The tag and several fields may need the same, which is selected once.
        named = {_name(each): each for each in (*self.tag, *self._shape.sources)}
        self._columns, places = [*named.values()], {name: place for place, name in enumerate(named)}
        self._values = itemgetter(*(places[_name(each)] for each in self._shape.sources))

    def columns(self, *, narrow: bool) -> list[Any]:
        """What to select: the id, the version and the rest of the tag; then, unless `narrow`, the fields."""
        return [*self.tag] if narrow else self._columns

    def build(self, asked: Asked, row: Sequence[Any]) -> dict[str, Any]:
        return self._shape.build(asked, self._values(row))


def _name(source: Any) -> Hashable:
    """A column by its path; an expression is the same only where it is the very same object."""
    return source if isinstance(source, str) else id(source)


def json_rows(rows: QuerySet[Any], **fields: str) -> Func:
    """The rows of another table that belong to one, in their order, as one JSON text.

    `json_rows(Bed.objects.filter(garden=OuterRef("pk")).order_by("row"), id="pk", label="label")`
    """
    return Func(
        ArraySubquery(rows.values_list(JSONObject(**fields))), function="to_jsonb", output_field=TextField()
    )


def as_bytes(answer: Any) -> bytes:
    return orjson.dumps(answer, default=_other, option=orjson.OPT_UTC_Z)


def _other(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} is not written by itself")
