"""A worker is killed in the middle of a job: the next one loses nothing of it and does nothing twice."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone

from hearth.kernel.jobs import run_waiting
from hearth.kernel.jobs.results import private_storage
from hearth.kernel.models import Job
from tests.cast import Cast
from tests.kernel.jobs.killing import environment
from tests.kernel.jobs.making import a_job, marks

pytestmark = pytest.mark.django_db(transaction=True)


def killed(*words: str, **wishes: str) -> None:
    """Let a real worker work on the database and the files of this test until it is killed."""
    env = {**environment(), **wishes}
    command = [sys.executable, "-m", "tests.kernel.jobs.killable_worker", *words]
    assert subprocess.run(command, cwd=settings.ROOT, env=env, timeout=60).returncode == -signal.SIGKILL


def next_worker(job: Job) -> Job:
    """Let another one come; what the killed one held is free a minute later, which is now."""
    assert run_waiting() == 0, "The lease still holds."
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    run_waiting()
    return Job.objects.get(pk=job.pk)


@pytest.mark.parametrize(
    ("wish", "at_first"),
    [
        ({"KILL_AT": "2"}, [0, 1]),
        ({"KILL_AFTER": "3"}, [0, 1, 2]),
        ({"KILL_AFTER": "5"}, [0, 1, 2, 3, 4]),
    ],
    ids=["before a commit", "between two chunks", "before the file is put together"],
)
def test_loses_nothing_and_doubles_nothing(cast: Cast, wish: dict[str, str], at_first: list[int]) -> None:
    job = a_job(cast.ana, steps=5)
    killed(**wish)
    assert marks(job) == at_first
    done = next_worker(job)
    assert (done.state, done.result["counts"]) == ("done", {"counted": 5})
    assert marks(job) == [0, 1, 2, 3, 4]
    with private_storage().open(done.file_key) as file:
        assert file.read() == b"0\n1\n2\n3\n4\n"


@pytest.mark.parametrize(("word", "expected"), [("careless", [0, 1, 2, 2, 3]), ("forgetful", [0, 1, 3])])
def test_would_double_or_lose_with_the_checkpoint_apart(cast: Cast, word: str, expected: list[int]) -> None:
    """Negative control: the effect and the checkpoint in transactions of their own."""
    job = a_job(cast.ana, steps=4)
    killed(word, KILL_AT="2")
    next_worker(job)
    assert marks(job) == expected
