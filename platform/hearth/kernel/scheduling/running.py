"""Does what is due, each due time once however many workers there are. The row of the ledger decides.

A run is begun by a committed row, so that a worker killed in the middle leaves a trace and its attempt is
counted. The work itself holds that row's lock in its own transaction: gone with its worker.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from hearth.kernel.events.handlers import NotNeeded
from hearth.kernel.models import ScheduledRun
from hearth.kernel.pauses import pause
from hearth.kernel.scheduling.registry import Run, Work, works
from hearth.kernel.scheduling.times import Times

MOST_ATTEMPTS = 8
MOST_MADE_UP_FOR = 100
GRACE = timedelta(seconds=10)
"""How long a run that was begun is left alone before somebody looks whether its worker still lives."""
State = ScheduledRun.State
OPEN = (State.RUNNING, State.RETRYING)

logger = logging.getLogger("hearth.scheduling")


def run_due(
    now: datetime | None = None, *, only: str = "", stop: Callable[[], bool] = lambda: False
) -> list[ScheduledRun]:
    """Do all that is due at a moment, also what failed or was left before; return what was begun here."""
    now = now or timezone.now()
    begun = []
    for work, row in chain(_left_open(now, only), _newly_due(now, only)):
        begun.append(_run(work, row))
        if stop():
            break
    return begun


def due(now: datetime, *, only: str = "") -> list[tuple[Work, str, datetime]]:
    """What should have begun by now and has not, as (work, key, due time) in order of time."""
    found = []
    for work in works().values():
        if only not in ("", work.name):
            continue
        try:
            found += [(work, key, moment) for key, moment in _not_begun(work, now)]
        except DatabaseError:
            raise
        except Exception:
            logger.exception("nobody can tell when %s is due", work.name)
    return sorted(found, key=lambda one: one[2])


def _not_begun(work: Work, now: datetime) -> Iterator[tuple[str, datetime]]:
    times = work.schedule.times()
    last = {key: each.latest(now) for key, each in times.items()}
    rows = ScheduledRun.objects.filter(name=work.name, due_at__in=set(last.values()))
    known = set(rows.values_list("key", "due_at"))
    for key, moment in last.items():
        if (key, moment) in known:
            continue
        if work.catch_up == "all":
            yield from ((key, missed) for missed in _missed(work, key, times[key], moment))
        else:
            yield key, moment


def _missed(work: Work, key: str, times: Times, last: datetime) -> list[datetime]:
    """Every due time since the last one in the ledger; without any, work begins with the present one."""
    rows = ScheduledRun.objects.filter(name=work.name, key=key, due_at__lt=last).order_by("-due_at")
    before = rows.values_list("due_at", flat=True).first()
    return list(times.between(before, last))[-MOST_MADE_UP_FOR:] if before else [last]


def _newly_due(now: datetime, only: str) -> Iterator[tuple[Work, ScheduledRun]]:
    for work, key, due_at in due(now, only=only):
        row = _begin(work, key, due_at)
        if row is not None:
            yield work, row


def _begin(work: Work, key: str, due_at: datetime) -> ScheduledRun | None:
    """Write a due time into the ledger; None when somebody was quicker."""
    now = timezone.now()
    row = ScheduledRun(
        name=work.name, key=key, due_at=due_at, started_at=now, available_at=now + _pause_to_look(work)
    )
    ScheduledRun.objects.bulk_create([row], ignore_conflicts=True)
    mine = ScheduledRun.objects.filter(pk=row.pk).exists()
    if mine and work.catch_up == "last":
        # What is still being tried for an earlier time has its place taken.
        earlier = ScheduledRun.objects.filter(name=work.name, key=key, due_at__lt=due_at)
        earlier.filter(state=State.RETRYING).update(state=State.FAILED, finished_at=now)
    return row if mine else None


def _left_open(now: datetime, only: str) -> Iterator[tuple[Work, ScheduledRun]]:
    """Begin once more what failed, and what a worker left when it was killed."""
    chosen = {name: work for name, work in works().items() if only in ("", name)}
    # By the real time, whatever moment is played: an attempt needs it to end.
    waiting = ScheduledRun.objects.filter(
        state__in=OPEN, available_at__lte=max(now, timezone.now()), name__in=chosen
    )
    for pk in waiting.order_by("available_at").values_list("pk", flat=True)[:100]:
        with transaction.atomic():
            rows = waiting.filter(pk=pk).select_for_update(skip_locked=True, no_key=True)
            row = rows.first()
            if row is None:
                continue
            work, moment = chosen[row.name], timezone.now()
            if row.attempts >= MOST_ATTEMPTS:
                row.state, row.finished_at = State.FAILED, moment
                row.outcome = row.outcome or "the worker ended in the middle of it, each time"
                row.save()
                continue
            row.state, row.started_at = State.RUNNING, moment
            row.attempts += 1
            row.available_at = moment + _pause_to_look(work)
            row.save()
        yield work, row


def _run(work: Work, row: ScheduledRun) -> ScheduledRun:
    run = Run(work.name, row.key, row.due_at, row.attempts)
    try:
        if work.atomic:
            _in_one_transaction(work, row, run)
        else:
            state, outcome = _outcome(work, run)
            _end(row, state, outcome)
    except Exception as error:
        logger.warning("%s failed, due %s", work.name, row.due_at, exc_info=error)
        _retry(row, error)
    return row


def _in_one_transaction(work: Work, row: ScheduledRun, run: Run) -> None:
    with transaction.atomic():
        if not _ours(row).select_for_update(skip_locked=True, no_key=True).exists():
            return  # taken for dead meanwhile, and somebody else is at it
        state, outcome = _outcome(work, run)
        _end(row, state, outcome)


def _outcome(work: Work, run: Run) -> tuple[ScheduledRun.State, str]:
    try:
        return State.DONE, work.do(run)
    except NotNeeded as reason:
        return State.SKIPPED, str(reason)


def _ours(row: ScheduledRun) -> "QuerySet[ScheduledRun]":
    """The row, as long as nobody began it anew: the attempt is the sign by which they are told apart."""
    return ScheduledRun.objects.filter(pk=row.pk, state=State.RUNNING, attempts=row.attempts)


def _end(row: ScheduledRun, state: ScheduledRun.State, outcome: str) -> None:
    row.state, row.outcome, row.finished_at = state, _tidy(outcome), timezone.now()
    _ours(row).update(state=state, outcome=row.outcome, finished_at=row.finished_at)


def _retry(row: ScheduledRun, error: Exception) -> None:
    now = timezone.now()
    final = row.attempts >= MOST_ATTEMPTS
    ours = _ours(row)
    row.state = State.FAILED if final else State.RETRYING
    row.outcome = _tidy(f"{type(error).__name__}: {error}")
    row.finished_at = now if final else None
    row.available_at = now + pause(row.attempts)
    ours.update(
        state=row.state,
        outcome=row.outcome,
        finished_at=row.finished_at,
        available_at=row.available_at,
    )


def _pause_to_look(work: Work) -> timedelta:
    # The lock tells of a living worker, where there is one.
    return GRACE if work.atomic else work.takes_at_most


def _tidy(words: str) -> str:
    return words.replace("\x00", "")[:2000]
