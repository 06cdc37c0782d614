"""What people read of their reports and decisions, apart from anybody else's."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReportCase
from apps.moderation.services.appeals import NEGATIVE, appealable_until
from hearth.kernel.authorization import Subject

OUTCOMES = {
    ReportCase.State.OPEN.value: "We are looking at it.",
    ReportCase.State.UPHELD.value: "You were right to tell us: it was taken down. Thank you.",
    ReportCase.State.DISMISSED.value: "We found nothing against our rules. Thank you for caring.",
    ReportCase.State.CLOSED.value: "It is not shown any more, so there was nothing left to decide.",
}


def titles_for(rows: Iterable[Any], subject: Subject) -> dict[tuple[str, UUID], str]:
    """Titles of what rows name by `kind` and `target_id`, of those things that the person may see now."""
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        wanted.setdefault(row.kind, set()).add(row.target_id)
    found: dict[tuple[str, UUID], str] = {}
    for kind in wanted.keys() & reviewables.kinds().keys():
        reviewable = reviewables.of_kind(kind)
        things: Any = reviewable.rows()
        for thing in things.visible_to(subject).filter(pk__in=wanted[kind]):
            found[kind, thing.pk] = reviewable.title(thing)
    return found


def open_to_appeal(decisions: Iterable[Decision]) -> dict[UUID, datetime]:
    """Until when somebody may appeal, by decision; those that nobody can (any more) are left out.

    Costs the queries of each kind's things and last decisions; `appeal` comes with the decisions.
    """
    negative = [decision for decision in decisions if decision.action in NEGATIVE]
    things = reviewables.targets_of(negative)
    last: dict[UUID, Decision] = {}
    for kind in {decision.kind for decision in negative}:
        about = [decision.target_id for decision in negative if decision.kind == kind]
        last |= {found.pk: found for found in Decision.objects.last_of(kind, about).values()}
    found = {
        decision.pk: appealable_until(decision, things.get((decision.kind, decision.target_id)))
        for decision in negative
        if decision.pk in last
    }
    return {pk: until for pk, until in found.items() if until is not None}
