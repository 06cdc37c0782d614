"""The tables behind the platform as plain values: what `/meta` answers and the developers' pages show."""

from typing import Any

from django.db.models import Model

from hearth.kernel.authorization import Policy, SystemRole
from hearth.kernel.authorization.algebra import And, Not, Or, Rule
from hearth.kernel.authorization.roles import (
    derive_from_system,
    derive_from_tenant,
    known_capabilities,
    ladders,
    rank_of,
)
from hearth.kernel.events.publishing import published_as
from hearth.kernel.limits import limits
from hearth.kernel.workflow import Verb, Workflow, workflows


def model_of(workflow: Workflow) -> type[Model] | None:
    """Find the model whose column holds the very states of the table; of several, the one it is named for."""
    found = []
    for model in Policy._of_model:
        names = {column.name for column in model._meta.get_fields()}
        if workflow.field in names and set(_labels(model, workflow.field)) == set(workflow.states):
            found.append(model)
    named = [model for model in found if workflow.name.startswith(str(model._meta.model_name))]
    return next(iter([*named, *found]), None)


def initial_of(workflow: Workflow) -> str:
    """The state in which a row begins: where a verb leads from nowhere, else the column's default."""
    for verb in workflow.verbs:
        if not verb.from_ and verb.to:
            return verb.to
    model = model_of(workflow)
    default = model._meta.get_field(workflow.field).get_default() if model else None  # type: ignore[union-attr]
    return str(default) if default in workflow.states else workflow.states[0]


def rule_of(workflow: Workflow, verb: Verb) -> Rule | None:
    """Who may do the verb; None where no person is asked because only the platform does it."""
    model = model_of(workflow)
    return Policy.of(model).actions.get(verb.name) if model else None


def described_workflows() -> list[dict[str, Any]]:
    return [_workflow(table) for _, table in sorted(workflows().items())]


def _workflow(table: Workflow) -> dict[str, Any]:
    model = model_of(table)
    labels = _labels(model, table.field) if model else {}
    leaves = {state for verb in table.verbs if verb.to for state in verb.from_ if state != verb.to}
    return {
        "name": table.name,
        "model": str(model._meta.verbose_name) if model else table.name,
        "field": table.field,
        "initial": initial_of(table),
        "states": [
            {"state": state, "label": labels.get(state) or spoken(state), "final": state not in leaves}
            for state in table.states
        ],
        "verbs": [_verb(table, verb) for verb in table.verbs],
    }


def _verb(table: Workflow, verb: Verb) -> dict[str, Any]:
    rule = rule_of(table, verb)
    return {
        "verb": verb.name,
        "label": verb.label,
        "explains": verb.explains,
        "from": [state for state in table.states if state in verb.from_],
        "to": verb.to,
        "event": verb.event,
        "published_as": published_as(verb.event),
        "by_hand": verb.by_hand,
        "rule": rule.name if rule else None,
    }


def described_capabilities() -> dict[str, Any]:
    strongest_first = sorted(SystemRole, key=lambda role: -role.rank)
    return {
        "capabilities": [
            {"capability": name, "explains": words} for name, words in sorted(known_capabilities().items())
        ],
        "system_roles": [
            {"role": role.wire, "capabilities": sorted(derive_from_system(role))} for role in strongest_first
        ],
        "kinds": [
            {"kind": kind, "roles": [_role(kind, role) for role in roles]}
            for kind, roles in sorted(ladders().items())
        ],
        "limits": [
            {"limit": name, "number": limit.number, "per_seconds": limit.seconds}
            for name, limit in sorted(limits().items())
        ],
    }


def _role(kind: str, role: str) -> dict[str, Any]:
    return {
        "role": role,
        "rank": rank_of(kind, role),
        "capabilities": sorted(derive_from_tenant(kind, role, "approved")),
        "before_approval": sorted(derive_from_tenant(kind, role, "pending")),
    }


def described_policies() -> list[dict[str, Any]]:
    """Every model with its actions; a rule comes in pieces, so that a page can set its joints apart."""
    found = [
        {
            "name": str(model._meta.verbose_name),
            "anchor": model._meta.label_lower.replace(".", "-"),
            "room": str(model._meta.app_config.verbose_name),
            "actions": [{"action": name, "pieces": pieces(rule)} for name, rule in policy.actions.items()],
        }
        for model, policy in Policy._of_model.items()
    ]
    return sorted(found, key=lambda each: (each["room"], each["name"]))


def pieces(rule: Rule) -> list[tuple[str, str]]:
    """A rule as (kind, words): a `leaf` demands something, a `joint` ties leaves together."""
    if isinstance(rule, Not):
        return [("joint", "not"), *_inside(rule.part, in_brackets=isinstance(rule.part, And | Or))]
    if not isinstance(rule, And | Or):
        return [("leaf", rule.name)]
    found: list[tuple[str, str]] = []
    for part in rule.parts:
        if found:
            found.append(("joint", "and" if isinstance(rule, And) else "or"))
        mixed = isinstance(part, And | Or) and type(part) is not type(rule)
        found += _inside(part, in_brackets=mixed)
    return found


def _inside(rule: Rule, *, in_brackets: bool) -> list[tuple[str, str]]:
    return [("open", "("), *pieces(rule), ("close", ")")] if in_brackets else pieces(rule)


def spoken(word: str) -> str:
    """`changes_requested` as people would say it."""
    return word.replace("_", " ").replace(".", " ").capitalize()


def _labels(model: type[Model], field: str) -> dict[str, str]:
    column = model._meta.get_field(field)
    return {str(value): str(label) for value, label in getattr(column, "flatchoices", ())}
