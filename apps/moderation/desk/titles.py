"""What the things of many items are called, without all that a decision on one of them looks at."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model

from apps.moderation import reviewables
from apps.moderation.registrations.previews import GONE
from apps.moderation.targets import ReviewTarget

Things = dict[tuple[str, UUID], Any]


def things_of(rows: Iterable[Any]) -> Things:
    """Load what rows name by `kind` and `target_id`; one query per model, however many rows there are.

    What is itself about something else (a report, an appeal) gets that as its `target`.
    """
    named = {(row.kind, row.target_id) for row in rows if row.kind in reviewables.kinds()}
    about_others = {key for key in named if is_about_another(reviewables.of_kind(key[0]))}
    cases = _load(about_others)
    further = {(case.kind, case.target_id) for case in cases.values()}
    found = _load((named - about_others) | {key for key in further if key[0] in reviewables.kinds()})
    for case in cases.values():
        case._state.fields_cache[ReviewTarget.name] = found.get((case.kind, case.target_id))
    return {key: thing for key, thing in (found | cases).items() if key in named}


def title_of(row: Any, thing: Any) -> str:
    """What the thing that a row names is called; of a community that is switched off nobody knows."""
    reviewable = reviewables.kinds().get(row.kind)
    return reviewable.title(thing) if reviewable is not None and thing is not None else GONE


def kind_words(row: Any, thing: Any) -> str:
    """What kind of thing it is; of a report or an appeal, what kind that is about."""
    about = getattr(thing, "kind", "") if is_about_another(reviewables.of_kind(row.kind)) else ""
    return (reviewables.kinds().get(about) or reviewables.of_kind(row.kind)).kind_label


def _load(named: set[tuple[str, UUID]]) -> Things:
    wanted: dict[type[Model], set[UUID]] = {}
    for kind, pk in named:
        wanted.setdefault(reviewables.of_kind(kind).model, set()).add(pk)
    rows = {(model, row.pk): row for model, pks in wanted.items() for row in _rows(model).filter(pk__in=pks)}
    keys = ((key, (reviewables.of_kind(key[0]).model, key[1])) for key in named)
    return {key: rows[place] for key, place in keys if place in rows}


def _rows(model: type[Model]) -> Any:
    rows = model._default_manager.all()
    # An appeal is about whatever its decision was about.
    return rows.select_related("decision") if _has(model, "decision") else rows


def is_about_another(reviewable: reviewables.Reviewable) -> bool:
    """Whether what is decided is about something else: a report, an appeal."""
    return isinstance(reviewable.model.__dict__.get(ReviewTarget.name), ReviewTarget)


def _has(model: type[Model], column: str) -> bool:
    return any(field.name == column for field in model._meta.fields)
