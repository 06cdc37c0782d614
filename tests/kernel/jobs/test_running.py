"""Workers: chunk by chunk within their time, once each, and what happens when one stumbles."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import User
from hearth.kernel.jobs import JobFailed, Work, job, run_waiting, running
from hearth.kernel.jobs.results import private_storage
from hearth.kernel.models import Event, Job, JobPiece
from hearth.kernel.problems import NotAllowed
from tests.cast import Cast
from tests.kernel.jobs.making import a_job, marks

pytestmark = pytest.mark.django_db

STUMBLES = "tests.stumbles"
TROUBLE: list[Exception] = []


@job(STUMBLES, label="Stumble")
def stumble(work: Work) -> bool:
    """Do what is in the way, if anything is, after an effect that must then not stay."""
    work.checkpoint["next"] = 1
    if TROUBLE:
        User.objects.filter(pk=work.job.owner_id).update(phone="half done")
        raise TROUBLE.pop(0)
    return False


def one_chunk() -> Any:
    """A `stop` that lets a worker do a single chunk."""
    asked = iter([False])
    return lambda: next(asked, True)


def again(job: Job) -> Job:
    """Let the pause after a stumble go by."""
    Job.objects.filter(pk=job.pk).update(available_at=timezone.now())
    return fresh(job)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def events(job: Job) -> list[str]:
    return list(Event.objects.filter(target_id=job.pk).order_by("sequence").values_list("name", flat=True))


def test_does_every_chunk_once_and_writes_the_file(cast: Cast) -> None:
    job = a_job(cast.ana, steps=3)
    assert run_waiting() == 3
    job = fresh(job)
    assert (job.state, job.done, job.total, job.result["counts"]) == ("done", 3, 3, {"counted": 3})
    assert marks(job) == [0, 1, 2]
    assert job.file_name == "numbers.txt"
    with private_storage().open(job.file_key) as file:
        assert file.read() == b"0\n1\n2\n"
    assert not JobPiece.objects.exists()
    assert events(job) == ["job.started", "job.done"]
    assert job.expires_at - timezone.now() > timedelta(days=6, hours=23)


def test_stops_in_time_and_goes_on_when_its_turn_comes(cast: Cast) -> None:
    first, second = a_job(cast.ana, steps=2), a_job(cast.petra, steps=2)
    for expected in ([[0], []], [[0], [0]], [[0, 1], [0]], [[0, 1], [0, 1]]):
        assert run_waiting(stop=one_chunk()) == 1
        assert [marks(first), marks(second)] == expected
    assert {fresh(first).state, fresh(second).state} == {"done"}
    assert events(first) == ["job.started", "job.done"]


def test_raises_the_version_with_every_chunk(cast: Cast) -> None:
    job = a_job(cast.ana)
    run_waiting(stop=one_chunk())
    assert fresh(job).version == job.version + 2


def test_leaves_alone_what_another_worker_holds(cast: Cast) -> None:
    held = {"leased_by": uuid4(), "leased_until": timezone.now() + timedelta(seconds=5)}
    job = a_job(cast.ana, "running", **held)
    assert run_waiting() == 0
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    assert run_waiting() == 5
    assert fresh(job).state == "done"


def test_gives_up_what_ends_three_workers(cast: Cast) -> None:
    job = a_job(cast.ana)
    for _ in range(3):
        assert running._take(uuid4()) is not None
        Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    assert run_waiting() == 0
    assert (fresh(job).state, marks(job)) == ("failed", [])
    assert "three times" in fresh(job).error


def test_tries_again_what_broke_and_keeps_nothing_of_it(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    job = a_job(cast.ana, kind=STUMBLES)
    TROUBLE[:] = [ZeroDivisionError(), ZeroDivisionError()]
    run_waiting()
    assert (fresh(job).state, fresh(job).attempts, fresh(job).checkpoint) == ("running", 1, {})
    assert User.objects.get(pk=cast.ana.pk).phone == ""
    assert run_waiting() == 0, "It waits before it tries again."
    again(job)
    run_waiting()
    again(job)
    run_waiting()
    assert (fresh(job).state, fresh(job).attempts) == ("done", 0)
    assert "stumbled" in caplog.text


def test_gives_up_after_three_tries(cast: Cast) -> None:
    job = a_job(cast.ana, kind=STUMBLES)
    TROUBLE[:] = [ZeroDivisionError("inside") for _ in range(3)]
    for _ in range(3):
        run_waiting()
        again(job)
    assert fresh(job).state == "failed"
    assert "inside" not in fresh(job).error
    assert events(job) == ["job.started", "job.failed"]


@pytest.mark.parametrize("refusal", [JobFailed("No more room."), NotAllowed("No more room.")])
def test_gives_up_at_once_when_it_is_refused(cast: Cast, refusal: Exception) -> None:
    job = a_job(cast.ana, kind=STUMBLES)
    TROUBLE[:] = [refusal]
    run_waiting()
    assert (fresh(job).state, fresh(job).error) == ("failed", "No more room.")
    assert User.objects.get(pk=cast.ana.pk).phone == ""


def test_gives_up_what_nobody_offers_any_more(cast: Cast) -> None:
    job = a_job(cast.ana, kind="exports.of_a_community_that_is_off")
    run_waiting()
    assert fresh(job).state == "failed"


def test_works_for_nobody_who_is_suspended(cast: Cast) -> None:
    job = a_job(cast.ana)
    run_waiting(stop=one_chunk())
    User.objects.filter(pk=cast.ana.pk).update(status="suspended")
    run_waiting()
    assert (fresh(job).state, marks(job)) == ("failed", [0])
    assert fresh(job).error == "This account is suspended"


def test_puts_the_file_together_again_when_that_broke(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    job = a_job(cast.ana, steps=2)
    with monkeypatch.context() as patch:
        patch.setattr(private_storage(), "_save", lambda *args: 1 / 0)
        run_waiting()
    assert (fresh(job).state, fresh(job).worked_off, fresh(job).file_name) == ("running", True, "")
    again(job)
    run_waiting()
    assert (fresh(job).state, marks(job)) == ("done", [0, 1])
    with private_storage().open(fresh(job).file_key) as file:
        assert file.read() == b"0\n1\n"


def test_acts_as_its_owner_without_a_system_role(cast: Cast) -> None:
    seen = []

    @job("tests.who", label="Who")
    def who(work: Work) -> bool:
        seen.append((work.by.user, work.by.system_capabilities))
        return False

    a_job(cast.sam, kind="tests.who")
    run_waiting()
    assert seen == [(cast.sam, frozenset())]
