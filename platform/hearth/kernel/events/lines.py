"""How workers share the work: each takes lines, one for every handler and target, and never overtakes in one.

A line is what still waits for one handler about one target, in sequence; only its first delivery, the head,
may be worked on, under that row's lock. Taking lines is committed before the work, so that other workers
look elsewhere and a worker that is killed leaves a trace (`taken_at`): whatever is found like that is taken
alone and its attempt counted beforehand, so that a delivery which kills its worker each time ends as dead
and drags nothing else along.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model, QuerySet, Subquery
from django.utils import timezone

from hearth.kernel.models import Delivery, Event
from hearth.kernel.pauses import pause

M = TypeVar("M", bound=Model)

MOST_ATTEMPTS = 8
LINES_AT_ONCE = 50
LEASE = timedelta(seconds=10)
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


class _Seen(NamedTuple):
    pk: UUID
    handler: str
    target_type: str
    target_id: UUID
    attempts: int
    taken_at: datetime | None
    is_head: bool


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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TURN)
        now = timezone.now()
        cursor.execute(_LOOK, [now, look_at])
        ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            return Taken([], 0)
        # A statement of its own: under the locks it must see what was settled until now.
        cursor.execute(_PLACE, [ids])
        seen = [_Seen(*row) for row in cursor.fetchall()]
        behind = [one.pk for one in seen if not one.is_head]
        heads = [one for one in seen if one.is_head][:most]
        suspect = next((one for one in heads if one.taken_at is not None), None)
        if behind:
            cursor.execute(_PUT_ASIDE, [now + LEASE, behind])
        if suspect is not None:
            heads = [suspect]
            cursor.execute(_COUNT, [now, now + pause(suspect.attempts + 1), suspect.pk])
        elif heads:
            cursor.execute(_TAKE, [now, now + LEASE, [one.pk for one in heads]])
    if behind:
        _bring_back(behind)
    counted = suspect is not None
    lines = [Line(one.handler, one.target_type, one.target_id, one.pk, now, counted) for one in heads]
    return Taken(lines, len(ids))


def lock_head(line: Line) -> Delivery | None:
    """Lock the head of a line if it may be worked on now; None when it waits or somebody is at it."""
    with connection.cursor() as cursor:
        where = (line.handler, line.target_type, line.target_id)
        cursor.execute(_LOCK, (*where, line.taken_for, line.taken_at, timezone.now()))
        row = cursor.fetchone()
    if row is None:
        return None
    head = _as(Delivery, row[: len(_COLUMNS)])
    head.event = _as(Event, row[len(_COLUMNS) :])
    return head


def has_more(line: Line) -> bool:
    """Whether something still waits in a line; asked once its head is committed, so that nobody is missed."""
    with connection.cursor() as cursor:
        cursor.execute(_MORE, [line.handler, line.target_type, line.target_id])
        return cursor.fetchone() is not None


def give_back(lines: Sequence[Line]) -> None:
    """Let others have at once what was taken and not tried."""
    untried = Delivery.objects.filter(pk__in=[line.taken_for for line in lines], state=State.QUEUED)
    for moment in {line.taken_at for line in lines}:
        untried.filter(taken_at=moment).update(taken_at=None, available_at=timezone.now())


def _bring_back(behind: list[UUID]) -> None:
    """Undo putting aside what became the head of its line in that moment, while its lock kept others off."""
    with connection.cursor() as cursor:
        cursor.execute(_BRING_BACK, [timezone.now(), behind])


def bring_forward(line: Line) -> None:
    """Let others go on at once with a line that was left in the middle; what stood behind was put aside."""
    now = timezone.now()
    head = _unfinished(line).order_by("sequence").values("pk")[:1]
    fresh = Delivery.objects.filter(pk=Subquery(head), attempts=0, taken_at=None, available_at__gt=now)
    fresh.update(available_at=now)


def _as(model: type[M], values: Sequence[Any]) -> M:
    """A row as the ORM gives it, without the time that it needs to write its statement."""
    fields = model._meta.concrete_fields
    read = (getattr(field, "from_db_value", None) for field in fields)
    converted = [
        value if convert is None else convert(value, None, connection)
        for convert, value in zip(read, values, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], converted)


def _columns(model: type[M], name: str) -> list[str]:
    return [f"{name}.{field.column}" for field in model._meta.concrete_fields]


def _unfinished(line: Line) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(
        handler=line.handler, target_type=line.target_type, target_id=line.target_id, state__in=UNFINISHED
    )


_COLUMNS = _columns(Delivery, "d")
# A head may be worked on that this worker took, that is new (put aside at most because it stood behind
# another) or that waited long enough for its next try. What is somebody else's is not even locked. Where the
# row was changed meanwhile, the subquery is not asked anew, but the state is, and nothing is found.
_LOCK = f"""
    SELECT {", ".join([*_COLUMNS, *_columns(Event, "e")])}
    FROM kernel_delivery AS d JOIN kernel_event AS e ON e.id = d.event_id
    WHERE d.state = 'queued' AND d.id = (
        SELECT id FROM kernel_delivery
        WHERE handler = %s AND target_type = %s AND target_id = %s AND state IN ('queued', 'sending')
        ORDER BY sequence LIMIT 1)
    AND ((d.id = %s AND d.taken_at = %s)
        OR (d.taken_at IS NULL AND (d.attempts = 0 OR d.available_at <= %s)))
    FOR NO KEY UPDATE OF d SKIP LOCKED
"""  # noqa: S608 - names of our own columns
# One worker takes at a time. Who looked while another took would hold for a moment the lock of what that one
# got, since PostgreSQL locks a row before it finds that it changed and is not wanted; the taker, which waits
# for no lock, would leave its line until the lease is over.
_TURN = "SELECT pg_advisory_xact_lock(hashtext('kernel_delivery.take'))"
_LOOK = """
    SELECT id FROM kernel_delivery WHERE state = 'queued' AND available_at <= %s
    ORDER BY available_at, id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
# In the index's order: an EXISTS is answered by reading the table where statistics promise an early hit.
_HEAD = """(
    SELECT head.{} FROM kernel_delivery AS head
    WHERE head.handler = d.handler AND head.target_type = d.target_type AND head.target_id = d.target_id
    AND head.state IN ('queued', 'sending') ORDER BY head.sequence LIMIT 1)"""
_IS_HEAD = f"d.id = {_HEAD.format('id')}"
_PLACE = f"""
    SELECT d.id, d.handler, d.target_type, d.target_id, d.attempts, d.taken_at, {_IS_HEAD}
    FROM kernel_delivery AS d WHERE d.id = ANY(%s) ORDER BY d.available_at, d.id
"""  # noqa: S608 - no value but our own words
_TAKE = "UPDATE kernel_delivery SET taken_at = %s, available_at = %s WHERE id = ANY(%s)"
_COUNT = "UPDATE kernel_delivery SET taken_at = %s, available_at = %s, attempts = attempts + 1 WHERE id = %s"
_PUT_ASIDE = f"""
    UPDATE kernel_delivery AS d SET available_at = GREATEST(%s, {_HEAD.format("available_at")})
    WHERE d.id = ANY(%s)
"""  # noqa: S608 - the same
_BRING_BACK = f"""
    UPDATE kernel_delivery SET available_at = %s WHERE id IN (
        SELECT d.id FROM kernel_delivery AS d
        WHERE d.id = ANY(%s) AND d.state = 'queued' AND d.taken_at IS NULL AND d.attempts = 0
        AND {_IS_HEAD} FOR NO KEY UPDATE OF d SKIP LOCKED)
"""  # noqa: S608 - the same
_MORE = """
    SELECT 1 FROM kernel_delivery
    WHERE handler = %s AND target_type = %s AND target_id = %s AND state IN ('queued', 'sending')
    ORDER BY sequence LIMIT 1
"""
