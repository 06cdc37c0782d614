"""How workers share the work: each takes lines, one for every handler and target, and never overtakes in one.

A line is what still waits for one handler about one target, in sequence; only its first delivery, the head,
may be worked on, under that row's lock. Taking lines is committed before the work, so that other workers
look elsewhere and a worker that is killed leaves a trace (`taken_at`): whatever is found like that is taken
alone and its attempt counted beforehand, so that a delivery which kills its worker each time ends as dead
and drags nothing else along.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from hearth.kernel.models import Delivery

MOST_ATTEMPTS = 8
LINES_AT_ONCE = 50
LEASE = timedelta(seconds=30)
"""How long what a worker took, and what stands behind it, stays out of other workers' sight."""

State = Delivery.State
UNFINISHED = (State.QUEUED, State.SENDING)


@dataclass(frozen=True)
class Line:
    handler: str
    target_type: str
    target_id: UUID
    taken_for: UUID
    taken_at: datetime
    counted: bool = False
    """Whether the attempt at the delivery it was taken for is counted already."""


@dataclass(frozen=True)
class Taken:
    lines: list[Line]
    looked_at: int
    """How many waiting deliveries were met; none means that nothing waits."""


def take(most: int = LINES_AT_ONCE, *, look_at: int = LINES_AT_ONCE) -> Taken:
    """Reserve the lines of the deliveries that have waited longest, in a transaction of its own.

    Costs the same however many wait: it looks at so many, and those that are not the head of their line are
    put aside meanwhile, so that a long line does not stand in the way of the others.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOOK, [now, look_at])
        seen = [row[0] for row in cursor.fetchall()]
        if not seen:
            return Taken([], 0)
        # A statement of its own: under the locks it must see what was settled until now.
        cursor.execute(_PLACE, [seen])
        rows = cursor.fetchall()
        behind = [row[0] for row in rows if row[6]]
        heads = [row for row in rows if not row[6]][:most]
        suspects = [row for row in heads if row[5] is not None][:1]
        if behind:
            cursor.execute(_PUT_ASIDE, [now + LEASE, behind])
        for pk, *_, attempts, _taken, _ahead in suspects:
            cursor.execute(_COUNT, [now, now + pause(attempts + 1), pk])
        if heads and not suspects:
            cursor.execute(_TAKE, [now, now + LEASE, [row[0] for row in heads]])
    lines = [Line(*row[1:4], row[0], now, counted=bool(suspects)) for row in suspects or heads]
    return Taken(lines, len(seen))


def lock_head(line: Line) -> Delivery | None:
    """Lock the head of a line if it may be worked on now; None when it waits or somebody is at it."""
    head = _unfinished(line).order_by("sequence").values("pk")[:1]
    found = (
        Delivery.objects.filter(pk=Subquery(head), state=State.QUEUED)
        .select_related("event")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .first()
    )
    return found if found is not None and _is_due(found, line) else None


def has_more(line: Line) -> bool:
    """Whether something still waits in a line; asked after its head was committed, so that nobody is missed."""
    with connection.cursor() as cursor:
        cursor.execute(_MORE, [line.handler, line.target_type, line.target_id])
        return cursor.fetchone() is not None


def give_back(lines: Iterable[Line]) -> None:
    """Let others have what was taken and not tried."""
    for line in lines:
        now = timezone.now()
        untried = Delivery.objects.filter(pk=line.taken_for, state=State.QUEUED, taken_at=line.taken_at)
        untried.update(taken_at=None, available_at=now)
        # Those behind were put aside for a worker that goes on; the head may be one of them by now.
        head = _unfinished(line).order_by("sequence").values("pk")[:1]
        fresh = Delivery.objects.filter(pk=Subquery(head), attempts=0, taken_at=None, available_at__gt=now)
        fresh.update(available_at=now)


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 2, 4, 8 … seconds, an hour at most, and never quite alike."""
    return timedelta(seconds=min(2**attempts, 3600) * random.uniform(0.8, 1.2))  # noqa: S311 - no secret


def _unfinished(line: Line) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(
        handler=line.handler, target_type=line.target_type, target_id=line.target_id, state__in=UNFINISHED
    )


def _is_due(head: Delivery, line: Line) -> bool:
    """Whether a head is this worker's, fresh, or waited long enough; else it is its own time's or another's."""
    if head.pk == line.taken_for and head.taken_at == line.taken_at:
        return True
    if head.taken_at is None and head.attempts == 0:
        return True  # it was put aside only because it stood behind another
    return head.taken_at is None and head.available_at <= timezone.now()


_LOOK = """
    SELECT id FROM kernel_delivery WHERE state = 'queued' AND available_at <= %s
    ORDER BY available_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
_PLACE = """
    SELECT d.id, d.handler, d.target_type, d.target_id, d.attempts, d.taken_at, EXISTS (
        SELECT FROM kernel_delivery AS ahead
        WHERE ahead.handler = d.handler AND ahead.target_type = d.target_type
        AND ahead.target_id = d.target_id AND ahead.sequence < d.sequence
        AND ahead.state IN ('queued', 'sending'))
    FROM kernel_delivery AS d WHERE d.id = ANY(%s) ORDER BY d.available_at, d.id
"""
_TAKE = "UPDATE kernel_delivery SET taken_at = %s, available_at = %s WHERE id = ANY(%s)"
_COUNT = "UPDATE kernel_delivery SET taken_at = %s, available_at = %s, attempts = attempts + 1 WHERE id = %s"
_PUT_ASIDE = """
    UPDATE kernel_delivery AS d SET available_at = GREATEST(%s, (
        SELECT head.available_at FROM kernel_delivery AS head
        WHERE head.handler = d.handler AND head.target_type = d.target_type
        AND head.target_id = d.target_id AND head.state IN ('queued', 'sending')
        ORDER BY head.sequence LIMIT 1))
    WHERE d.id = ANY(%s)
"""
_MORE = """
    SELECT 1 FROM kernel_delivery
    WHERE handler = %s AND target_type = %s AND target_id = %s AND state IN ('queued', 'sending') LIMIT 1
"""
