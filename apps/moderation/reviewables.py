"""The kinds that can be reviewed. Apps register theirs; moderation knows none of them by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from hearth.kernel.workflow import Workflow

Reasons = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Reviewable:
    kind: str
    model: type[Model]
    workflow: Workflow
    verbs: Mapping[str, str]
    """The workflow verb of each action that this kind can be decided with."""
    reasons: Mapping[str, Reasons]
    """Reason codes with their words, per action; an action without any needs no reason."""
    preview_template: str
    preview: Callable[[Any], Mapping[str, Any]]
    """What the template shows of a target: `facts`, `description`, `photos` and the like."""
    rows: Callable[[], QuerySet[Any]]
    """Targets with what their preview needs."""
    title: Callable[[Any], str]
    submitter: Callable[[Any], Any]
    before: Callable[[Any, str], None] = lambda target, action: None
    """Raises a problem when this target cannot be decided so just now."""
    changes: Callable[[Any, str, Any], Mapping[str, Any]] = lambda target, action, by: {}
    """Column changes that go with the move."""
    label: str = ""
    """What the desk calls this kind; the model's own name when it is empty."""
    words: str = ""
    """What a reviewer should know before deciding on one of this kind."""

    @property
    def kind_label(self) -> str:
        return self.label or str(self.model._meta.verbose_name)

    def reason_label(self, code: str) -> str:
        for codes in self.reasons.values():
            if code in codes:
                return codes[code]
        return ""


_kinds: dict[str, Reviewable] = {}


def register(reviewable: Reviewable) -> Reviewable:
    _kinds[reviewable.kind] = reviewable
    return reviewable


def of_kind(kind: str) -> Reviewable:
    return _kinds[kind]


def of_target(target: Model, kind: str = "") -> Reviewable:
    """The named kind; else the one that its model registered first, which is about the thing itself."""
    if kind:
        return _kinds[kind]
    return next(iter(_about(target)))


def kinds_of(target: Model) -> list[str]:
    """Every kind under which this target may wait."""
    return [reviewable.kind for reviewable in _about(target)]


def _about(target: Model) -> list[Reviewable]:
    found = [reviewable for reviewable in _kinds.values() if isinstance(target, reviewable.model)]
    if not found:
        raise LookupError(f"{type(target).__name__} is not registered for review")
    return found


def kinds() -> dict[str, Reviewable]:
    return dict(_kinds)


def targets_of(items: list[Any]) -> dict[tuple[str, UUID], Any]:
    """Load the targets of review items or decisions, with one query set per kind."""
    found: dict[tuple[str, UUID], Any] = {}
    for kind in {item.kind for item in items} & _kinds.keys():
        wanted = [item.target_id for item in items if item.kind == kind]
        for target in _kinds[kind].rows().filter(pk__in=wanted):
            found[kind, target.pk] = target
    return found
