"""Jobs in any state, and a kind that leaves a mark in the database for every chunk that it did."""

import os
import signal
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import User
from hearth.kernel.jobs import Work, job
from hearth.kernel.models import Job, Reveal

COUNT = "tests.count"
KILL_AT = "KILL_AT"
"""The chunk at whose end, before its commit, the process shall end; and `KILL_AFTER`, after the commit."""


@job(COUNT, label="Count to a number", file="numbers.txt")
def count(work: Work) -> bool:
    number = work.checkpoint.get("next", 0)
    mark(work.job, number)
    work.checkpoint["next"] = number + 1
    work.report(number + 1, total=work.params["steps"], doing="Counting")
    work.count("counted")
    work.write(f"{number}\n")
    if os.environ.get(KILL_AT) == str(number):
        os.kill(os.getpid(), signal.SIGKILL)
    return bool(number + 1 < work.params["steps"])


def mark(job: Job, number: int) -> None:
    """The effect of a chunk: a row that nothing keeps from being written twice."""
    Reveal.objects.create(
        user=job.owner,
        target_type="test",
        target_id=job.pk,
        reason=str(number),
        expires_at=timezone.now(),
    )


def marks(job: Job) -> list[int]:
    """Which chunks had an effect, each as often as it had it."""
    found = Reveal.objects.filter(target_type="test", target_id=job.pk)
    return sorted(int(reason) for reason in found.values_list("reason", flat=True))


def a_job(owner: User, state: str = "queued", *, kind: str = COUNT, steps: int = 5, **facts: Any) -> Job:
    """A job in any state; one that is over is kept for another week, one that is done has a file."""
    over = state not in Job.LIVE
    facts.setdefault("params", {"steps": steps, "one": str(uuid4())})
    if over:
        facts.setdefault("settled_at", timezone.now())
        facts.setdefault("expires_at", timezone.now() + timedelta(days=7))
    made: Job = Job.objects.create(owner=owner, kind=kind, state=state, **facts)
    return made
