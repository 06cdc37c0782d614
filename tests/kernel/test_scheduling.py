"""The ledger of scheduled work: each due time once; late, doubled, missed and broken runs do no harm."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from hearth.kernel.events import NotNeeded
from hearth.kernel.models import Event, ScheduledRun
from hearth.kernel.problems import NotFound, WrongState
from hearth.kernel.scheduling import Run, daily, every, registry, run_due, running, scheduled, try_again
from hearth.kernel.scheduling.running import MOST_ATTEMPTS, MOST_MADE_UP_FOR
from tests.cast import Cast
from tests.together import together

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Do = Callable[[Run], str]


@pytest.fixture(autouse=True)
def _no_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_works", {})


@pytest.fixture
def done() -> list[Run]:
    return []


@pytest.fixture
def work(done: list[Run]) -> Do:
    """Work that is due every hour and notes its runs."""

    @scheduled("test.hourly", every(hours=1))
    def note(run: Run) -> str:
        done.append(run)
        return f"the {len(done)}."

    return note


def fail_with(problem: BaseException, **facts: Any) -> None:
    @scheduled("test.broken", every(hours=1), **facts)
    def broken(run: Run) -> str:
        ScheduledRun.objects.filter(pk=None).update(outcome="never seen")
        raise problem


def ledger() -> list[tuple[str, str]]:
    return [(f"{row.due_at:%H:%M}", row.state) for row in ScheduledRun.objects.order_by("due_at")]


def time_passes() -> None:
    ScheduledRun.objects.update(available_at=timezone.now() - timedelta(seconds=1))


# Once -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_does_each_due_time_once_and_notes_what_came_of_it(work: Do, done: list[Run]) -> None:
    for minutes in (0, 1, 59, 60):
        run_due(NOON + timedelta(minutes=minutes))
    assert [run.due_at for run in done] == [NOON, NOON + timedelta(hours=1)]
    assert ledger() == [("12:00", "done"), ("13:00", "done")]
    row = ScheduledRun.objects.earliest("due_at")
    assert (row.outcome, row.attempts, row.finished_at is None) == ("the 1.", 1, False)


@pytest.mark.django_db
def test_makes_up_for_the_last_of_many_missed_times(work: Do, done: list[Run]) -> None:
    run_due(NOON)
    run_due(NOON + timedelta(days=3, minutes=20))
    assert [run.due_at for run in done] == [NOON, NOON + timedelta(days=3)]


@pytest.mark.django_db
def test_makes_up_for_each_where_that_was_asked_for(done: list[Run]) -> None:
    @scheduled("test.each", every(hours=1), catch_up="all")
    def note(run: Run) -> str:
        done.append(run)
        return ""

    run_due(NOON)
    run_due(NOON + timedelta(hours=3))
    assert [run.due_at.hour for run in done] == [12, 13, 14, 15]
    run_due(NOON + timedelta(days=100))
    assert len(done) == 4 + MOST_MADE_UP_FOR


@pytest.mark.django_db
def test_runs_each_key_in_its_own_timezone(done: list[Run]) -> None:
    @scheduled("test.keys", daily("06:00", zone=lambda: {"s": "Australia/Sydney", "v": "Europe/Vienna"}))
    def note(run: Run) -> str:
        done.append(run)
        return ""

    run_due(NOON)
    run_due(NOON)
    assert {(run.key, run.due_at.hour) for run in done} == {("s", 19), ("v", 5)}
    assert len(done) == 2


def all_at_once(times: int) -> list[Any]:
    """Let several workers look at one moment; the work lets them all come this far."""
    runs = together(*[lambda: len(run_due(NOON))] * times)
    assert not [outcome for outcome in runs if isinstance(outcome, Exception)], runs
    return runs


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("atomic", [True, False])
def test_several_workers_do_it_once(done: list[Run], atomic: bool) -> None:
    @scheduled("test.shared", every(hours=1), atomic=atomic)
    def note(run: Run) -> str:
        done.append(run)
        return ""

    assert sum(all_at_once(24)) == len(done) == 1


@pytest.mark.django_db(transaction=True)
def test_several_workers_would_do_it_several_times_without_the_ledgers_constraint(
    done: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: each writes a row of its own."""
    all_looked = threading.Barrier(4)
    begin = running._begin

    def begin_together(*facts: Any) -> Any:
        all_looked.wait(20)
        return begin(*facts)

    monkeypatch.setattr(running, "_begin", begin_together)

    @scheduled("test.shared", every(hours=1))
    def note(run: Run) -> str:
        done.append(run)
        return ""

    constraint = "ALTER TABLE kernel_scheduledrun {} CONSTRAINT scheduled_run_once {}"
    with connection.cursor() as cursor:
        cursor.execute(constraint.format("DROP", ""))
        try:
            all_at_once(4)
        finally:
            ScheduledRun.objects.all().delete()
            cursor.execute(constraint.format("ADD", "UNIQUE (name, key, due_at)"))
    assert len(done) == 4


# What breaks ------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("atomic", [True, False])
def test_tries_again_later_and_gives_up_in_the_end(atomic: bool) -> None:
    fail_with(ValueError("no"), atomic=atomic)
    for attempts in range(1, MOST_ATTEMPTS + 1):
        (row,) = run_due(NOON)
        assert (row.attempts, row.outcome) == (attempts, "ValueError: no")
        assert run_due(NOON + timedelta(seconds=1)) == []
        time_passes()
    assert run_due(timezone.now(), only="nothing") == []
    row = ScheduledRun.objects.get()
    assert (row.state, row.attempts) == ("failed", MOST_ATTEMPTS)


@pytest.mark.django_db
def test_what_failed_gives_way_to_its_next_due_time(work: Do, done: list[Run]) -> None:
    fail_with(ValueError("no"))
    run_due(NOON)
    run_due(NOON + timedelta(hours=1))
    broken = ScheduledRun.objects.filter(name="test.broken").order_by("due_at")
    assert [(row.state, row.outcome) for row in broken] == [
        ("failed", "ValueError: no"),
        ("retrying", "ValueError: no"),
    ]
    assert len(done) == 2


@pytest.mark.django_db
def test_undoes_what_a_failed_run_did(cast: Cast) -> None:
    @scheduled("test.half", every(hours=1))
    def half_way(run: Run) -> str:
        type(cast.ana).objects.filter(pk=cast.ana.pk).update(display_name="Half done")
        raise ValueError

    run_due(NOON)
    assert type(cast.ana).objects.get(pk=cast.ana.pk).display_name == "Ana Ruiz"


@pytest.mark.django_db
def test_notes_that_there_was_nothing_to_do() -> None:
    fail_with(NotNeeded("nobody is waiting"))
    (row,) = run_due(NOON)
    assert (row.state, row.outcome) == ("skipped", "nobody is waiting")


class Killed(BaseException):
    """Stands for SIGKILL: nobody catches it, and nothing is written down."""


@pytest.mark.django_db
@pytest.mark.parametrize("atomic", [True, False])
def test_takes_up_what_a_killed_worker_left(done: list[Run], atomic: bool) -> None:
    @scheduled("test.deadly", every(hours=1), atomic=atomic, takes_at_most=timedelta(minutes=30))
    def deadly(run: Run) -> str:
        done.append(run)
        if len(done) == 1:
            raise Killed
        return "at last"

    with pytest.raises(Killed):
        run_due(NOON)
    assert ledger() == [("12:00", "running")]
    left = ScheduledRun.objects.get()
    wait = left.available_at - left.started_at
    assert wait == (running.GRACE if atomic else timedelta(minutes=30))
    assert run_due(timezone.now(), only="test.deadly") != []  # its next due time; the first is let be
    assert len(done) == 2
    time_passes()
    run_due(NOON)
    assert [(run.due_at, run.attempt) for run in done][2:] == [(NOON, 2)]
    assert {state for _, state in ledger()} == {"done"}


@pytest.mark.django_db
def test_what_kills_each_worker_is_given_up() -> None:
    fail_with(Killed())
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            run_due(NOON)
        time_passes()
    run_due(NOON)
    row = ScheduledRun.objects.get()
    assert (row.state, row.outcome) == ("failed", "the worker ended in the middle of it, each time")


@pytest.mark.django_db
def test_one_that_cannot_tell_its_times_is_in_nobodys_way(work: Do, done: list[Run]) -> None:
    @scheduled("test.nowhere", daily("06:00", zone=lambda: 1 / 0))  # type: ignore[arg-type,return-value]
    def never(run: Run) -> str:
        return ""

    run_due(NOON)
    assert len(done) == 1


def test_two_pieces_of_work_do_not_share_a_name(work: Do) -> None:
    with pytest.raises(LookupError, match=r"test\.hourly"):
        scheduled("test.hourly", every(hours=1))(lambda run: "")


# By people --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_somebody_may_have_it_tried_again(cast: Cast, done: list[Run]) -> None:
    fail_with(ValueError("no"))
    run_due(NOON)
    run = ScheduledRun.objects.get()
    with pytest.raises(WrongState):
        try_again(run, by=cast.subject("sam"))
    ScheduledRun.objects.update(state="failed", finished_at=timezone.now())
    for name, refusal in (("mona", NotFound), ("ana", NotFound)):
        with pytest.raises(refusal):
            try_again(run, by=cast.subject(name))
    assert try_again(run, by=cast.subject("sam")).state == "retrying"
    event = Event.objects.get(name="scheduled_run.replayed")
    assert (event.actor, event.data["name"]) == (cast.sam, "test.broken")
    (again, *_) = run_due(only="test.broken")
    assert (again.pk, again.attempts) == (run.pk, 1)


def said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_commands_tell_what_is_due_and_do_it(work: Do, done: list[Run]) -> None:
    moment = ("--at", "2026-11-20T12:30:00Z")
    assert said("run_due", *moment, "--dry-run") == "test.hourly - due 2026-11-20T12:00:00+00:00\n"
    assert done == []
    assert said("run_due", *moment) == "test.hourly, due 2026-11-20 12:00 done: the 1.\n"
    assert said("run_due", *moment, "--only", "test.hourly") == ""
    assert said("schedule").endswith("test.hourly, every hour\n")


@pytest.mark.django_db
def test_commands_refuse_nonsense_and_tell_of_failures() -> None:
    fail_with(ValueError("no"))
    for words, problem in (
        (("--at", "noon"), "noon is no time"),
        (("--at", "2026-11-20T12:30:00"), "no offset"),
        (("--only", "test.gone"), "no work called"),
        ((), "Not everything succeeded"),
    ):
        with pytest.raises(CommandError, match=problem):
            said("run_due", *words)
