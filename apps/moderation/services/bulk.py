"""One decision for many rows, each on its own: what is refused for one does not hold up the others."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services.deciding import decide_item, repeated
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import NotFound

MOST = 50


@dataclass(frozen=True)
class Outcome:
    """What became of one row: a decision, or what refused it."""

    id: UUID
    decision: Decision | None = None
    refusal: Exception | None = None


def decide_many(
    rows: Iterable[tuple[UUID, int]], *, by: Subject, action: str, reason: str = "", note: str = ""
) -> list[Outcome]:
    """Decide on items by id and the version that was seen of each, every one in its own transaction.

    Sent again, the rows that were decided so by this person before answer with that decision.
    """
    return [_outcome(id, version, by=by, action=action, reason=reason, note=note) for id, version in rows]


def _outcome(id: UUID, version: int, *, by: Subject, action: str, reason: str, note: str) -> Outcome:
    try:
        rows = ReviewItem.objects.visible_to(by).filter(kind__in=reviewables.kinds())
        item = rows.select_related("claimed_by").filter(pk=id).first()
        if item is None:
            raise NotFound()
        decision = repeated(item, by=by, action=action) or decide_item(
            item, by=by, action=action, reason=reason, note=note, seen_version=version
        )
    except Exception as refusal:
        return Outcome(id, refusal=refusal)
    return Outcome(id, decision=decision)
