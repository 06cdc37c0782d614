"""Leaves that look at columns of the row itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Model, Q

from hearth.kernel.authorization.algebra.trees import Rows, Rule
from hearth.kernel.authorization.roles import rank_of, roles_of
from hearth.kernel.authorization.subject import Subject


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
class ActsFor(Rule):
    """A column names an organisation in which the subject has any capability; a suspended one gives none."""

    field: str

    @property
    def name(self) -> str:
        return f"acts_for_{_word(self.field)}"

    def _ids(self, subject: Subject) -> frozenset[Any]:
        return frozenset(pk for pk in subject.organizations if subject.capabilities_in(pk))

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
class Until(Rule):
    """The day in the column has not passed for the subject.

    A day and no moment, so that a statement with it holds all day (see hot lists).
    """

    field: str

    @property
    def name(self) -> str:
        return self.field

    def check(self, subject: Subject, obj: Model | None) -> bool:
        last = _value(obj, self.field) if obj is not None else None
        return last is not None and bool(subject.today <= last)

    def q(self, subject: Subject) -> Rows:
        return Q(**{f"{self.field}__gte": subject.today})


def _value(obj: Model, field: str) -> Any:
    if field == "pk":
        return obj.pk
    column: Any = obj._meta.get_field(field)
    return getattr(obj, column.attname)


def _word(field: str) -> str:
    return "organization" if field == "pk" else field
