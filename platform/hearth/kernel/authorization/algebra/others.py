"""Leaves that look at one row of another table, by EXISTS or a subquery, never by a join."""

from dataclasses import dataclass
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
    """A row of another table ties the subject to this one: `TakesPart("x.Visit", "garden", "visitor")`."""

    model: str
    target: str
    person: str
    states: tuple[str, ...] = ()
    state_field: str = "status"

    @property
    def name(self) -> str:
        return f"takes_part_as_{self.model.rpartition('.')[2].lower()}"

    def _ties(self, subject: Subject, target: Any) -> Any:
        where = {self.target: target, self.person: subject.id}
        if self.states:
            where[f"{self.state_field}__in"] = self.states
        return apps.get_model(self.model)._default_manager.filter(**where)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and subject.id is not None and self._ties(subject, obj.pk).exists()

    def q(self, subject: Subject) -> Rows:
        return Q(Exists(self._ties(subject, OuterRef("pk")))) if subject.id is not None else False
