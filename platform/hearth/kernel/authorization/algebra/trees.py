"""What a rule is, and how rules are joined."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

from django.db.models import Model, Q

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
