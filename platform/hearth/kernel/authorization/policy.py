"""Who may do what to which rows: one table of rules per model, asked by API, pages, admin and lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import Model, Q, QuerySet

from hearth.kernel.authorization.algebra import Rows, Rule
from hearth.kernel.authorization.narrowing import left_of
from hearth.kernel.authorization.subject import Subject
from hearth.kernel.problems import AccountSuspended, NotAllowed, NotFound, NotSignedIn

M = TypeVar("M", bound=Model)

EVERY_ROW = ~Q(pk__in=[])
NO_ROW = Q(pk__in=[])


@dataclass(frozen=True)
class Decision:
    allowed: bool
    rule: str
    """The rule that allowed it, or the part of it that refused."""


class Policy:
    """The actions of one model, each with its rule; an action that is not in the table is refused."""

    _of_model: dict[type[Model], "Policy"] = {}

    def __init__(self, model: type[Model], actions: Mapping[str, Rule]) -> None:
        if "view" not in actions:
            raise LookupError(f"the policy of {model.__name__} says nothing about viewing")
        self.model = model
        self.actions = dict(actions)
        self._of_model[model] = self

    @classmethod
    def of(cls, model: type[Model] | Model) -> "Policy":
        """Return the policy of a model; raise LookupError when it has none."""
        kind = model if isinstance(model, type) else type(model)
        return cls._of_model[kind._meta.concrete_model or kind]

    def decide(self, subject: Subject, action: str, obj: Model | None = None) -> Decision:
        rule = self.actions.get(action)
        if rule is None:
            return Decision(False, "unknown_action")
        if rule.check(subject, obj):
            return Decision(True, rule.name)
        return Decision(False, rule.refusal(subject, obj))

    def scope(self, subject: Subject, action: str = "view") -> Q:
        rule = self.actions.get(action)
        return _condition(rule.q(subject) if rule is not None else False)


class PolicyQuerySet(QuerySet[M]):
    """A queryset whose `visible_to` is the one door to rows."""

    def visible_to(self, subject: Subject, action: str = "view") -> Self:
        if subject.is_system:
            return self
        return self.filter(_condition(left_of(Policy.of(self.model).scope(subject, action), self)))


def _condition(rows: Rows) -> Q:
    if isinstance(rows, bool):
        return EVERY_ROW if rows else NO_ROW
    return rows


def can(subject: Subject, action: str, obj: Model) -> Decision:
    return Policy.of(obj).decide(subject, action, obj)


def require(subject: Subject, action: str, obj: Model) -> None:
    """Raise the refusal that tells no more than the subject may know: 401, 404, then 403."""
    if subject.is_system:
        return
    policy = Policy.of(obj)
    decision = policy.decide(subject, action, obj)
    if decision.allowed:
        return
    refuse(subject, decision, visible=policy.decide(subject, "view", obj).allowed)


def require_for_new(subject: Subject, action: str, model: type[Model]) -> None:
    """The same for an action on no row yet, such as creating one."""
    decision = Policy.of(model).decide(subject, action)
    if not decision.allowed and not subject.is_system:
        refuse(subject, decision, visible=True)


def refuse(subject: Subject, decision: Decision, *, visible: bool) -> None:
    if subject.user is None:
        raise NotSignedIn()
    if not subject.is_active:
        raise AccountSuspended()
    if not visible:
        raise NotFound()
    raise NotAllowed(rule=decision.rule)


def explain(subject: Subject, obj: Any) -> dict[str, Decision]:
    """Every action of an object with its decision, for `GET …/{id}/actions` and for buttons."""
    policy = Policy.of(obj)
    return {action: policy.decide(subject, action, obj) for action in policy.actions}
