"""The closed algebra in which every permission is written.

A rule answers two questions from one definition: may this subject do it to *this row* (`check`), and
to *which rows* (`q`)? `check` and `q` must agree on every row, NULLs included; a property test compares
them over random trees. Leaves therefore touch only own columns or use EXISTS, never a join path:
under OR and NOT Django would drop rows of a joined table.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hearth.kernel.authorization.roles import SystemRole, rank_of, roles_of
from hearth.kernel.authorization.subject import Subject

Rows = Q | bool
"""A condition on rows; True stands for all of them, False for none (an empty Q would vanish in an OR)."""


class Rule(ABC):
    @property
    @abstractmethod
    def name(self) -> str:
        """What the rule demands, in words that a refusal can carry."""

    @abstractmethod
    def check(self, subject: Subject, obj: Model | None) -> bool: ...

    @abstractmethod
    def q(self, subject: Subject) -> Rows: ...

    def refusal(self, subject: Subject, obj: Model | None) -> str:
        """Name the part that says no."""
        return self.name

    def __and__(self, other: Rule) -> Rule:
        return And((self, other))

    def __or__(self, other: Rule) -> Rule:
        return Or((self, other))

    def __invert__(self) -> Rule:
        return Not(self)


@dataclass(frozen=True)
class And(Rule):
    parts: tuple[Rule, ...]

    @property
    def name(self) -> str:
        return " and ".join(f"({part.name})" if isinstance(part, Or) else part.name for part in self.parts)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return all(part.check(subject, obj) for part in self.parts)

    def q(self, subject: Subject) -> Rows:
        conditions = []
        for part in self.parts:
            rows = part.q(subject)
            if rows is False:
                return False
            if not isinstance(rows, bool):
                conditions.append(rows)
        return reduce(and_, conditions) if conditions else True

    def refusal(self, subject: Subject, obj: Model | None) -> str:
        for part in self.parts:
            if not part.check(subject, obj):
                return part.refusal(subject, obj)
        return self.name


@dataclass(frozen=True)
class Or(Rule):
    parts: tuple[Rule, ...]

    @property
    def name(self) -> str:
        return " or ".join(f"({part.name})" if isinstance(part, And) else part.name for part in self.parts)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return any(part.check(subject, obj) for part in self.parts)

    def q(self, subject: Subject) -> Rows:
        conditions = []
        for part in self.parts:
            rows = part.q(subject)
            if rows is True:
                return True
            if not isinstance(rows, bool):
                conditions.append(rows)
        return reduce(or_, conditions) if conditions else False


@dataclass(frozen=True)
class Not(Rule):
    part: Rule

    @property
    def name(self) -> str:
        inner = self.part.name
        return f"not ({inner})" if isinstance(self.part, And | Or) else f"not {inner}"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return not self.part.check(subject, obj)

    def q(self, subject: Subject) -> Rows:
        rows = self.part.q(subject)
        return not rows if isinstance(rows, bool) else ~rows


@dataclass(frozen=True)
class AboutSubject(Rule):
    """A leaf that looks at the subject alone: all rows or none."""

    def holds(self, subject: Subject) -> bool:
        raise NotImplementedError

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return self.holds(subject)

    def q(self, subject: Subject) -> Rows:
        return self.holds(subject)


@dataclass(frozen=True)
class Anyone(AboutSubject):
    name = "anyone"

    def holds(self, subject: Subject) -> bool:
        return True


@dataclass(frozen=True)
class Nobody(AboutSubject):
    name = "nobody"

    def holds(self, subject: Subject) -> bool:
        return False


@dataclass(frozen=True)
class SignedIn(AboutSubject):
    name = "signed_in"

    def holds(self, subject: Subject) -> bool:
        return subject.is_active


@dataclass(frozen=True)
class SystemCapability(AboutSubject):
    """The subject's system role carries the capability."""

    capability: str

    @property
    def name(self) -> str:
        return self.capability

    def holds(self, subject: Subject) -> bool:
        return self.capability in subject.system_capabilities


@dataclass(frozen=True)
class HasSystemRole(AboutSubject):
    """The subject's system role is this one or stronger."""

    role: SystemRole

    @property
    def name(self) -> str:
        return f"role_{self.role.value}"

    def holds(self, subject: Subject) -> bool:
        return subject.is_active and subject.system_role.rank >= self.role.rank


@dataclass(frozen=True)
class FromClient(AboutSubject):
    """The token was issued to this app client."""

    client: str

    @property
    def name(self) -> str:
        return f"{self.client}_client"

    def holds(self, subject: Subject) -> bool:
        return subject.is_active and subject.client == self.client


@dataclass(frozen=True)
class In(Rule):
    """A column holds one of these values (a state, a kind, a flag)."""

    field: str
    values: tuple[Any, ...]

    @property
    def name(self) -> str:
        return f"{self.field}_in({', '.join(str(value) for value in self.values)})"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and _value(obj, self.field) in self.values

    def q(self, subject: Subject) -> Rows:
        return Q(**{f"{self.field}__in": self.values})


@dataclass(frozen=True)
class Missing(Rule):
    """A column is NULL."""

    field: str

    @property
    def name(self) -> str:
        return f"no_{self.field}"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and _value(obj, self.field) is None

    def q(self, subject: Subject) -> Rows:
        return Q(**{f"{self.field}__isnull": True})


@dataclass(frozen=True)
class Mine(Rule):
    """A column names the subject: the owner, the submitter, the person themselves."""

    field: str

    @property
    def name(self) -> str:
        return "yours" if self.field in ("user", "owner", "pk") else f"your_{self.field}"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and subject.id is not None and _value(obj, self.field) == subject.id

    def q(self, subject: Subject) -> Rows:
        return Q(**{self.field: subject.id}) if subject.id is not None else False


@dataclass(frozen=True)
class MyAddress(Rule):
    """A column holds, in lower case, the address that the subject has confirmed."""

    field: str

    @property
    def name(self) -> str:
        return f"your_{self.field}"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and bool(subject.address) and _value(obj, self.field) == subject.address

    def q(self, subject: Subject) -> Rows:
        return Q(**{self.field: subject.address}) if subject.address else False


@dataclass(frozen=True)
class InMyOrganization(Rule):
    """A column names an organisation in which the subject has a capability (any membership when None)."""

    field: str
    capability: str | None = None

    @property
    def name(self) -> str:
        return (
            f"{self.capability}_in_{_word(self.field)}"
            if self.capability
            else f"member_of_{_word(self.field)}"
        )

    def _ids(self, subject: Subject) -> frozenset[Any]:
        return subject.organizations_with(self.capability) if self.capability else subject.organizations

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and _value(obj, self.field) in self._ids(subject)

    def q(self, subject: Subject) -> Rows:
        ids = self._ids(subject)
        return Q(**{f"{self.field}__in": sorted(ids)}) if ids else False


@dataclass(frozen=True)
class HasTopRole(Rule):
    """A column names an organisation in which the subject has the highest role, whatever its state.

    A suspended organisation gives no capabilities; somebody must be able to answer for it all the same.
    """

    field: str

    @property
    def name(self) -> str:
        return f"top_role_in_{_word(self.field)}"

    def _ids(self, subject: Subject) -> frozenset[Any]:
        if not subject.is_active:
            return frozenset()
        highest = (grant for grant in subject.grants if roles_of(grant.kind)[:1] == (grant.role,))
        return frozenset(grant.organization_id for grant in highest)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        return obj is not None and _value(obj, self.field) in self._ids(subject)

    def q(self, subject: Subject) -> Rows:
        ids = self._ids(subject)
        return Q(**{f"{self.field}__in": sorted(ids)}) if ids else False


@dataclass(frozen=True)
class Outranks(Rule):
    """Another's place in an organisation where the subject has the capability, below the subject's own.

    The top role may act on its peers too. The kind of the organisation comes from the subject's own grant.
    """

    capability: str
    organization: str = "organization"
    role: str = "role"

    @property
    def name(self) -> str:
        return f"{self.capability}_over_{_word(self.role)}"

    def _within_reach(self, subject: Subject) -> Iterator[tuple[Any, tuple[str, ...]]]:
        if not subject.is_active:
            return
        for grant in subject.grants:
            if self.capability in grant.capabilities:
                ladder, mine = roles_of(grant.kind), rank_of(grant.kind, grant.role)
                lower = tuple(role for role in ladder if rank_of(grant.kind, role) < mine)
                yield grant.organization_id, (ladder if mine == len(ladder) else lower)

    def check(self, subject: Subject, obj: Model | None) -> bool:
        if obj is None:
            return False
        organization, role = _value(obj, self.organization), _value(obj, self.role)
        return any(organization == pk and role in roles for pk, roles in self._within_reach(subject))

    def q(self, subject: Subject) -> Rows:
        reach = [
            Q(**{self.organization: pk, f"{self.role}__in": roles})
            for pk, roles in self._within_reach(subject)
        ]
        return reduce(or_, reach) if reach else False


@dataclass(frozen=True)
class Before(Rule):
    """The subject's clock stands before the time in the column."""

    field: str

    @property
    def name(self) -> str:
        return f"before_{self.field}"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        moment = _value(obj, self.field) if obj is not None else None
        return moment is not None and bool(subject.now < moment)

    def q(self, subject: Subject) -> Rows:
        return Q(**{f"{self.field}__gt": subject.now})


@dataclass(frozen=True)
class After(Rule):
    """The subject's clock has reached the time in the column."""

    field: str

    @property
    def name(self) -> str:
        return f"after_{self.field}"

    def check(self, subject: Subject, obj: Model | None) -> bool:
        moment = _value(obj, self.field) if obj is not None else None
        return moment is not None and bool(subject.now >= moment)

    def q(self, subject: Subject) -> Rows:
        return Q(**{f"{self.field}__lte": subject.now})


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


def _value(obj: Model, field: str) -> Any:
    if field == "pk":
        return obj.pk
    column: Any = obj._meta.get_field(field)
    return getattr(obj, column.attname)


def _word(field: str) -> str:
    return "organization" if field == "pk" else field
