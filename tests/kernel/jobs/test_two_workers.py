"""Several workers at one job: each chunk is done by one of them, and a cancellation is heard in between."""

import time
from typing import Any

import pytest

from hearth.kernel.jobs import Work, cancel_job, job, run_waiting, running
from hearth.kernel.models import Job
from tests.cast import Cast
from tests.kernel.jobs.making import a_job, mark, marks
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)

STEPS, SLOW = 8, "tests.slow"


@job(SLOW, label="Count slowly")
def slowly(work: Work) -> bool:
    number = work.checkpoint.get("next", 0)
    mark(work.job, number)
    time.sleep(0.03)
    work.checkpoint["next"] = number + 1
    return bool(number + 1 < STEPS)


def work() -> int:
    """A worker that stops after every chunk, so that the others meet the job all the time."""
    tried = 0
    for _ in range(STEPS):
        asked = iter([False])
        tried += run_waiting(stop=lambda asked=asked: next(asked, True))
    return tried


def test_never_do_the_same_chunk(cast: Cast) -> None:
    job = a_job(cast.ana, kind=SLOW)
    together(*[work] * 4)
    run_waiting()
    assert Job.objects.get(pk=job.pk).state == "done"
    assert marks(job) == list(range(STEPS))


def test_would_do_it_without_lease_and_lock(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: everybody takes the job that is under way and reads it without its lock."""
    job = a_job(cast.ana, "running", kind=SLOW)
    monkeypatch.setattr(running, "_take", lambda lease, only: Job.objects.get(pk=job.pk))
    monkeypatch.setattr(running, "_held", lambda pk, lease: Job.objects.filter(pk=pk).first())
    monkeypatch.setattr(running, "_finish", lambda pk, lease: None)
    together(*[work] * 4)
    found = marks(job)
    assert len(found) > len(set(found))


def test_cancelling_stops_before_the_next_chunk(cast: Cast) -> None:
    job = a_job(cast.ana, kind=SLOW)
    owner = cast.subject("ana")

    def cancel() -> Any:
        while not Job.objects.get(pk=job.pk).checkpoint:
            time.sleep(0.01)
        cancel_job(job, by=owner)
        return len(marks(job))

    tried, seen = together(run_waiting, cancel)
    assert Job.objects.get(pk=job.pk).state == "cancelled"
    assert 0 < len(marks(job)) == seen < STEPS
    assert tried in (seen, seen + 1)
    assert run_waiting() == 0
