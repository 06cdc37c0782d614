"""Changes to approved content: what is approved stays in its row, what is proposed waits in a revision.

Which fields those are, and what applies them when they are approved, is the app's business.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Max, Model
from django.utils import timezone

from hearth.kernel.authorization import Subject
from hearth.kernel.models import Revision

OPEN = Revision.State.OPEN


@dataclass(frozen=True)
class Change:
    """One field that differs; values as JSON has them."""

    field: str
    label: str
    was: Any
    becomes: Any


def pending(target: Model) -> Revision | None:
    """The change that waits for a decision."""
    return _of(target).filter(state=OPEN).first()


def pending_of(targets: Iterable[Model]) -> dict[UUID, Revision]:
    """The same for several targets of one model, in one query."""
    rows = list(targets)
    if not rows:
        return {}
    kind = rows[0]._meta.label_lower
    waiting = Revision.objects.filter(target_type=kind, target_id__in=[row.pk for row in rows], state=OPEN)
    return {revision.target_id: revision for revision in waiting}


def latest_of(targets: Iterable[Model]) -> dict[UUID, Revision]:
    """The newest proposal of each of several targets, waiting or settled, in one query."""
    rows = list(targets)
    if not rows:
        return {}
    kind = rows[0]._meta.label_lower
    of_these = Revision.objects.filter(target_type=kind, target_id__in=[row.pk for row in rows])
    newest = of_these.order_by("target_id", "-number").distinct("target_id")
    return {revision.target_id: revision for revision in newest}


def revision_of(target: Model, number: int) -> Revision | None:
    """An earlier or present proposal by its number."""
    return _of(target).filter(number=number).first()


def propose(
    target: Model, approved: Mapping[str, Any], wanted: Mapping[str, Any], *, by: Subject
) -> Revision | None:
    """Let the fields that differ from what is approved wait; return None when nothing differs any more.

    Both mappings hold JSON values of the same fields. A proposal that waited already is replaced, so
    `wanted` starts from it (see `proposed`). The caller holds the target's row lock, which keeps the
    numbers without gaps and one proposal open.
    """
    settle(target, Revision.State.SUPERSEDED)
    changed = {change.field for change in difference(approved, wanted)}
    if not changed:
        return None
    last = _of(target).aggregate(last=Max("number"))["last"]
    return Revision.objects.create(
        target_type=target._meta.label_lower,
        target_id=target.pk,
        organization_id=getattr(target, "organization_id", None),
        number=(last or 0) + 1,
        data={field: wanted[field] for field in sorted(changed)},
        was={field: approved[field] for field in sorted(changed)},
        by=by.user,
    )


def proposed(approved: Mapping[str, Any], waiting: Revision | None) -> dict[str, Any]:
    """What would stand there if the waiting change were approved now."""
    return {**approved, **(waiting.data if waiting else {})}


def settle(target: Model, state: str) -> Revision | None:
    """Close the waiting change, in the transaction of what settles it; None when none waits."""
    waiting = _of(target).filter(state=OPEN).select_for_update(no_key=True).first()
    if waiting is None:
        return None
    waiting.state, waiting.settled_at = state, timezone.now()
    waiting.version, waiting.updated_at = waiting.version + 1, waiting.settled_at
    waiting.save(update_fields=["state", "settled_at", "version", "updated_at"])
    return waiting


def renumber(target: Model) -> Revision | None:
    """Give the waiting change a new number because something in it looks different now.

    Who saw the old number must look again. The caller holds the target's row lock; None when none waits.
    """
    seen = settle(target, Revision.State.SUPERSEDED)
    if seen is None:
        return None
    return Revision.objects.create(
        target_type=seen.target_type,
        target_id=seen.target_id,
        organization_id=seen.organization_id,
        number=seen.number + 1,
        data=seen.data,
        was=seen.was,
        by=seen.by,
    )


def difference(
    was: Mapping[str, Any], becomes: Mapping[str, Any], labels: Mapping[str, str] | None = None
) -> list[Change]:
    """The fields in which two versions differ, in the order of the newer one."""
    named = labels or {}
    return [
        Change(field, named.get(field, field.replace("_", " ").capitalize()), was.get(field), value)
        for field, value in becomes.items()
        if was.get(field) != value
    ]


def _of(target: Model) -> Any:
    return Revision.objects.filter(target_type=target._meta.label_lower, target_id=target.pk)
