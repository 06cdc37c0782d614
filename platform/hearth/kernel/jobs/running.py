"""Works on jobs: takes one up, does chunk after chunk, each in a transaction, and stops in time.

A chunk's effect, its checkpoint and its progress commit together, under the lock of the job's row. So a
worker that is killed at any point loses nothing and doubles nothing: the next one goes on at the checkpoint.
The lease keeps others away between two chunks; once it has run out, the worker that had it stops by itself.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from hearth.kernel.authorization import system_subject
from hearth.kernel.ids import uuid7
from hearth.kernel.jobs.kinds import Kind, kind_named
from hearth.kernel.jobs.owners import owner_of
from hearth.kernel.jobs.results import key_for, put_together
from hearth.kernel.jobs.services import over
from hearth.kernel.jobs.work import JobFailed, Work
from hearth.kernel.jobs.workflow import JOB
from hearth.kernel.models import Job, JobPiece
from hearth.kernel.pauses import pause
from hearth.kernel.problems import Busy, Problem
from hearth.kernel.transactions import in_transaction

logger = logging.getLogger("hearth.jobs")

LEASE = timedelta(seconds=60)
"""Longer than any chunk; a chunk that lasts longer keeps others away by its lock."""
MOST_ATTEMPTS = 3
BROKEN = "Something broke on our side, three times. What was done so far stays done."


class Step(Enum):
    MORE = "more"
    WORKED_OFF = "worked_off"
    STOPPED = "stopped"


def run_waiting(
    budget: float = 10.0, *, stop: Callable[[], bool] = lambda: False, only: UUID | None = None
) -> int:
    """Work on jobs until none waits or `budget` seconds are over; return how many chunks were tried.

    A job that is not done by then goes to the end of the line, and on at its checkpoint when its turn comes.
    """
    deadline, lease, tried = time.monotonic() + budget, uuid7(), 0

    def ends_after(seconds: float) -> bool:
        return stop() or time.monotonic() + seconds >= deadline

    while not ends_after(0) and (job := _take(lease, only)) is not None:
        tried += _run(job.pk, lease, ends_after)
    return tried


def _run(pk: UUID, lease: UUID, ends_after: Callable[[float], bool]) -> int:
    """Work on one job until it is over or there is no time for a chunk as long as the longest so far."""
    longest, tried = 0.0, 0
    while True:
        began = time.monotonic()
        step = _guarded_chunk(pk, lease)
        tried += 1
        longest = max(longest, time.monotonic() - began)
        if step is Step.STOPPED:
            return tried
        if step is Step.WORKED_OFF:
            _guarded_finish(pk, lease)
            return tried
        if ends_after(longest):
            _release(pk, lease)
            return tried


@transaction.atomic
def _take(lease: UUID, only: UUID | None = None) -> Job | None:
    """Take up the job that has waited longest: a new one, or one whose worker ended or stopped in time."""
    while True:
        now = timezone.now()
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
        waiting = Job.objects.filter(free, state__in=Job.LIVE, available_at__lte=now)
        if only is not None:
            waiting = waiting.filter(pk=only)
        found = waiting.order_by("available_at", "id").select_for_update(skip_locked=True, no_key=True)
        job: Job | None = found.first()
        if job is None:
            return None
        if job.leased_by is not None:
            # Its worker ended in the middle of a chunk, which may be what ended it.
            job.attempts += 1
        if job.attempts >= MOST_ATTEMPTS:
            _fail(job, BROKEN)
            continue
        held: dict[str, Any] = {"leased_by": lease, "leased_until": now + LEASE, "attempts": job.attempts}
        if job.state == Job.State.QUEUED:
            started_at = job.started_at or now
            return JOB.move(job, "start", by=system_subject(), started_at=started_at, **held)
        Job.objects.filter(pk=job.pk).update(**held)
        return job


def _guarded_chunk(pk: UUID, lease: UUID) -> Step:
    try:
        brought = _fetched(pk, lease)
        return in_transaction(lambda: _chunk(pk, lease, brought))
    except Exception as error:
        _stumble(pk, lease, error)
        return Step.STOPPED


def _fetched(pk: UUID, lease: UUID) -> Any:
    """Let the kind bring what its next chunk needs from elsewhere; nothing is locked meanwhile."""
    job = Job.objects.filter(pk=pk, state=Job.State.RUNNING, leased_by=lease, worked_off=False).first()
    kind = kind_named(job.kind) if job is not None else None
    if job is None or kind is None or kind.fetch is None:
        return None
    owner_of(job, kind)
    return kind.fetch(job)


def _chunk(pk: UUID, lease: UUID, brought: Any = None) -> Step:
    """Do one chunk and keep what it says, under the job's lock; nothing when the job is not ours any more."""
    job = _held(pk, lease)
    if job is None:
        return Step.STOPPED
    if job.worked_off:
        return Step.WORKED_OFF
    kind = kind_named(job.kind)
    if kind is None:
        raise JobFailed("This sort of work is not offered any more.")
    work = Work(job, owner_of(job, kind), brought)
    more = kind.chunk(work)
    _keep(work, kind, more)
    return Step.MORE if more else Step.WORKED_OFF


def _held(pk: UUID, lease: UUID) -> Job | None:
    """Lock the job while it is under way and ours: not cancelled, and not another worker's meanwhile."""
    mine = Job.objects.filter(pk=pk, state=Job.State.RUNNING, leased_by=lease)
    found: Job | None = mine.select_for_update(no_key=True).first()
    return found


def _keep(work: Work, kind: Kind, more: bool) -> None:
    job, now = work.job, timezone.now()
    made = JobPiece.objects.filter(job=job, role=JobPiece.Role.MADE)
    if work.texts:
        number = (made.aggregate(last=Max("number"))["last"] or 0) + 1
        JobPiece.objects.bulk_create(
            JobPiece(job=job, role=JobPiece.Role.MADE, number=place, file=file, text="".join(texts))
            for place, (file, texts) in enumerate(work.texts.items(), number)
        )
    has_file = bool(kind.file) and not more and made.exists()
    Job.objects.filter(pk=job.pk).update(
        checkpoint=work.checkpoint,
        result=work.result,
        done=job.done,
        total=job.total,
        doing=job.doing,
        worked_off=not more,
        # Known before the file is there, so that none is forgotten when the work ends in between.
        file_key=key_for(job, kind.file_of(job)) if has_file else "",
        attempts=0,
        leased_until=now + LEASE,
        updated_at=now,
        version=F("version") + 1,
    )


def _guarded_finish(pk: UUID, lease: UUID) -> None:
    try:
        job = Job.objects.get(pk=pk)
        if job.file_key:
            put_together(job)
        in_transaction(lambda: _finish(pk, lease))
    except Exception as error:
        _stumble(pk, lease, error)


def _finish(pk: UUID, lease: UUID) -> None:
    job = _held(pk, lease)
    if job is not None:
        JOB.move(job, "finish", by=system_subject(), data={"kind": job.kind}, **over())
        pieces = JobPiece.objects.filter(job=job)
        # The text of a dry run waits for its owner to do it for real.
        (pieces.filter(role=JobPiece.Role.MADE) if job.is_dry_run else pieces).delete()


@transaction.atomic
def _release(pk: UUID, lease: UUID) -> None:
    """Put the job at the end of the line, where any worker may take it up."""
    if (job := _held(pk, lease)) is not None:
        _set_free(job, timezone.now())


@transaction.atomic
def _stumble(pk: UUID, lease: UUID, error: Exception) -> None:
    """Give up at a refusal, which another try would meet again; try anything else again, three times."""
    job = _held(pk, lease)
    if job is None:
        return
    if isinstance(error, JobFailed):
        _fail(job, str(error))
        return
    if isinstance(error, Problem) and error.status < 500 and not isinstance(error, Busy):
        _fail(job, str(error))
        return
    logger.error("%s %s stumbled at chunk %s", job.kind, job.pk, job.checkpoint, exc_info=error)
    job.attempts += 1
    if job.attempts >= MOST_ATTEMPTS:
        _fail(job, BROKEN)
        return
    _set_free(job, timezone.now() + pause(job.attempts))


def _fail(job: Job, words: str) -> None:
    said = words.replace("\x00", "")[:2000]
    facts: dict[str, Any] = {"error": said, "attempts": job.attempts}
    JOB.move(job, "fail", by=system_subject(), data={"kind": job.kind}, **facts, **over())


def _set_free(job: Job, at: object) -> None:
    Job.objects.filter(pk=job.pk).update(
        leased_by=None, leased_until=None, available_at=at, attempts=job.attempts
    )
