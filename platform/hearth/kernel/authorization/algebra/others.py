"""Leaves that look at one row of another table, by EXISTS or a subquery, never by a join."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hearth.kernel.authorization.algebra.trees import Rows, Rule
from hearth.kernel.authorization.subject import Subject


@dataclass(frozen=True)
class ParentIn(Rule):
    """The row that a foreign key names is in one of these states: a room of an open house."""

    field: str
    model: str
    values: tuple[str, ...]
    state_field: str = "status"

    @property
    def name(self) -> str:
        return f"{self.field}_{self.state_field}_in({', '.join(self.values)})"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        parent = getattr(obj, self.field) if obj is not None else None
        return parent is not None and getattr(parent, self.state_field) in self.values

    def q(self, subject: Subject) -> Rows:
        # A look-up for each row that is looked at. Of an EXISTS below OR PostgreSQL would make a table of all
        # parents first, for a page of twenty rows as well.
        holds = ExpressionWrapper(Q(**{f"{self.state_field}__in": self.values}), BooleanField())
        parent = apps.get_model(self.model)._default_manager.filter(pk=OuterRef(self.field))
        return Q(Coalesce(Subquery(parent.values_list(holds)), False))


@dataclass(frozen=True)
class TakesPart(Rule):
    """A row of another table ties the subject to this one: `TakesPart("x.Visit", "garden", "visitor")`.

    With `of`, to what a column of this one names: `of="garden"` for everything that belongs to the garden.
    """

    model: str
    target: str
    person: str
    states: tuple[str, ...] = ()
    state_field: str = "status"
    of: str = "pk"

    @property
    def name(self) -> str:
        tie = f"takes_part_as_{self.model.rpartition('.')[2].lower()}"
        return f"{tie}({', '.join(self.states)})" if self.states and self.state_field != "status" else tie

    def _ties(self, subject: Subject, target: Any) -> Any:
        where = {self.target: target, self.person: subject.id}
        if self.states:
            where[f"{self.state_field}__in"] = self.states
        return apps.get_model(self.model)._default_manager.filter(**where)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        if obj is None or subject.id is None:
            return False
        target = obj.pk if self.of == "pk" else getattr(obj, f"{self.of}_id")
        return target is not None and bool(self._ties(subject, target).exists())

    def q(self, subject: Subject) -> Rows:
        return Q(Exists(self._ties(subject, OuterRef(self.of)))) if subject.id is not None else False


@dataclass(frozen=True)
class NamedIn(Rule):
    """A row of another table names this one by kind and id, whoever asks: a thing that has a file."""

    word: str
    model: str
    kind: str
    kind_field: str = "kind"
    id: str = "target_id"

    @property
    def name(self) -> str:
        return self.word

    def _rows(self, target: Any) -> Any:
        named = {self.kind_field: self.kind, self.id: target}
        return apps.get_model(self.model)._default_manager.filter(**named)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and bool(self._rows(obj.pk).exists())

    def q(self, subject: Subject) -> Rows:
        return Q(Exists(self._rows(OuterRef("pk"))))


@dataclass(frozen=True)
class ThingAllows(Rule):
    """By its own policy the subject may do something to the thing that the row names by kind and id.

    `actions` tells each kind's model and the action in question, once all kinds are known. A thing that is
    gone, or of another kind, keeps nobody.
    """

    word: str
    actions: Callable[[], Mapping[str, tuple[type[Model], str]]]
    kind: str = "kind"
    id: str = "target_id"
    thing: str = "target"
    """The attribute that loads it."""

    @property
    def name(self) -> str:
        return self.word

    def check(self, subject: Subject, obj: Model | None) -> bool:
        if obj is None:
            return False
        asked = self.actions().get(getattr(obj, self.kind))
        thing = getattr(obj, self.thing) if asked is not None else None
        return asked is None or thing is None or _policy(asked[0]).decide(subject, asked[1], thing).allowed

    def q(self, subject: Subject) -> Rows:
        kept = [
            Q(Exists(self._refused(subject, model, action)), **{self.kind: kind})
            for kind, (model, action) in self.actions().items()
        ]
        return ~reduce(or_, kept) if kept else True

    def _refused(self, subject: Subject, model: type[Model], action: str) -> Any:
        scope = _policy(model).scope(subject, action)
        return model._default_manager.filter(~scope, pk=OuterRef(self.id))


def _policy(model: type[Model]) -> Any:
    from hearth.kernel.authorization.policy import Policy

    return Policy.of(model)
