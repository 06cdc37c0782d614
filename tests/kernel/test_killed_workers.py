"""Processes are killed at each point between a change and its effect: nothing is lost or happens twice."""

import os
import random
import signal
import time
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from apps.accounts.models import User
from hearth.kernel.events import handlers
from hearth.kernel.events.lines import MOST_ATTEMPTS
from hearth.kernel.models import Delivery, Event, ScheduledRun
from tests.cast import Cast
from tests.kernel.forge import Forge, forge, register_the_handler
from tests.kernel.listening import Heard, book_of_effects, effects, happen, time_passes

pytestmark = pytest.mark.django_db(transaction=True)
KILLED = -signal.SIGKILL


@pytest.fixture(scope="module")
def processes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Forge]:
    with django_db_blocker.unblock(), forge() as found:
        yield found


@pytest.fixture(autouse=True)
def _book(transactional_db: None) -> Iterator[None]:
    with book_of_effects():
        yield


def name_of(person: User) -> str:
    return User.objects.get(pk=person.pk).display_name


def all_let_go(rows: type[Delivery] | type[ScheduledRun] = Delivery) -> None:
    """Wait until the server has noticed that its killed clients are gone."""
    deadline, free = time.monotonic() + 60, rows.objects.select_for_update(skip_locked=True)
    with transaction.atomic():
        while len(free.all()) < rows.objects.count():
            assert time.monotonic() < deadline
            time.sleep(0.05)


def recover(processes: Forge) -> Heard:
    """Let the leases of killed workers run out, and another worker do what is left; return all effects."""
    all_let_go()
    time_passes()
    assert processes.run("drain") == 0
    return effects()


# Before the worker ------------------------------------------------------------------------------------
def test_before_the_commit_there_is_neither_change_nor_event(cast: Cast, processes: Forge) -> None:
    assert processes.run("write", target=cast.ana.pk, die_at="before the commit") == KILLED
    assert (name_of(cast.ana), Event.objects.count(), recover(processes)) == ("Ana Ruiz", 0, [])


def test_a_change_would_go_unheard_in_two_transactions(cast: Cast, processes: Forge) -> None:
    """Negative control."""
    assert processes.run("write", target=cast.ana.pk, die_at="before the commit", careless=True) == KILLED
    assert (name_of(cast.ana), Event.objects.count(), recover(processes)) == ("Changed", 0, [])


def test_after_the_commit_nobody_needs_the_kick(cast: Cast, processes: Forge) -> None:
    assert processes.run("write", target=cast.ana.pk, die_at="before the kick") == KILLED
    assert (name_of(cast.ana), recover(processes)) == ("Changed", [(cast.ana.pk, 1)])


def test_a_message_after_the_commit_alone_would_be_lost(cast: Cast, processes: Forge) -> None:
    """Negative control: without deliveries in the database, the kick is all there is."""
    assert processes.run("kick", target=cast.petra.pk) == 0
    assert effects() == [(cast.petra.pk, 1)]
    assert processes.run("kick", target=cast.ana.pk, die_at="before the kick") == KILLED
    assert (name_of(cast.ana), Event.objects.count()) == ("Changed", 2)
    assert recover(processes) == [(cast.petra.pk, 1)]


# In the worker ----------------------------------------------------------------------------------------
def killed_in_the_second_of_three(cast: Cast, processes: Forge, die_at: str, careless: str = "") -> Heard:
    for _ in range(3):
        assert processes.run("write", target=cast.ana.pk) == 0
    facts = {"target": cast.ana.pk, "sequence": 2, "die_at": die_at, "careless": careless}
    assert processes.run("drain", **facts) == KILLED
    return recover(processes)


@pytest.mark.parametrize("die_at", ["in the handler", "before the mark"])
def test_a_killed_handler_is_done_again_from_the_beginning(cast: Cast, processes: Forge, die_at: str) -> None:
    found = killed_in_the_second_of_three(cast, processes, die_at)
    assert found == [(cast.ana.pk, 1), (cast.ana.pk, 2), (cast.ana.pk, 3)]
    assert not Delivery.objects.exclude(state="done").exists()


def test_an_effect_would_be_lost_if_it_were_marked_first(cast: Cast, processes: Forge) -> None:
    """Negative control."""
    found = killed_in_the_second_of_three(cast, processes, "at its beginning", careless="mark")
    assert found == [(cast.ana.pk, 1), (cast.ana.pk, 3)]


def test_an_effect_would_happen_twice_in_a_transaction_of_its_own(cast: Cast, processes: Forge) -> None:
    """Negative control."""
    found = killed_in_the_second_of_three(cast, processes, "before the mark", careless="effect")
    assert found == [(cast.ana.pk, 1), (cast.ana.pk, 2), (cast.ana.pk, 2), (cast.ana.pk, 3)]


def test_what_kills_each_time_ends_dead_and_its_line_goes_on(cast: Cast, processes: Forge) -> None:
    for person in (cast.ana, cast.ana, cast.petra):
        assert processes.run("write", target=person.pk) == 0
    deadly = {"target": cast.ana.pk, "sequence": 1, "die_at": "in the handler"}
    codes = []
    while not codes or codes[-1] == KILLED:
        assert len(codes) <= MOST_ATTEMPTS + 1
        all_let_go()
        time_passes()
        codes.append(processes.run("drain", **deadly))
    states = (
        Delivery.objects.filter(target_id=cast.ana.pk).order_by("sequence").values_list("state", flat=True)
    )
    assert list(states) == ["dead", "done"]
    assert sorted(effects()) == sorted([(cast.ana.pk, 2), (cast.petra.pk, 1)])


@pytest.mark.parametrize(("times", "kills"), [(12, 0), pytest.param(300, 10, marks=pytest.mark.soak)])
def test_three_workers_that_are_killed_all_the_time_keep_every_order(
    cast: Cast, processes: Forge, monkeypatch: pytest.MonkeyPatch, times: int, kills: int
) -> None:
    monkeypatch.setattr(handlers, "_by_event", handlers.defaultdict(list))
    monkeypatch.setattr(handlers, "_by_name", {})
    register_the_handler()
    people, written, killed = [cast.ana, cast.petra, cast.rosa, cast.milo, cast.mona, cast.max], 0, 0
    while killed <= kills or Delivery.objects.filter(state="queued").exists():
        if not Delivery.objects.filter(state="queued").exists():
            # At first, and where the workers were done before anybody killed them.
            assert written < 20 * times, killed
            for person in people:
                happen(person, times)
            written += times
        workers = [processes.start("drain") for _ in range(3)]
        for pid in workers:
            time.sleep(random.uniform(0.02, 0.2))
            os.kill(pid, signal.SIGKILL)
        killed += [processes.end(pid) for pid in workers].count(KILLED)
        all_let_go()
        time_passes()
    found = effects()
    for person in people:
        assert [number for pk, number in found if pk == person.pk] == list(range(1, written + 1))


# At scheduled work ------------------------------------------------------------------------------------
NOON = "2026-11-20T12:00:00Z"
EACH_KEY = list(range(1, 25))


def worked_on() -> list[int]:
    return sorted(number for _, number in effects())


def killed_in_one_of_many(processes: Forge, die_at: str, careless: str = "") -> list[int]:
    """Kill whoever does the twelfth of 24 runs, let two others come at once, and return what was done."""
    assert processes.run("run_due", moment=NOON, die_at=die_at, careless=careless) == KILLED
    all_let_go(ScheduledRun)
    ScheduledRun.objects.update(available_at=timezone.now())
    workers = [processes.start("run_due", moment=NOON, careless=careless) for _ in range(2)]
    assert [processes.end(pid) for pid in workers] == [0, 0]
    return worked_on()


def test_three_workers_do_each_due_time_once(processes: Forge) -> None:
    workers = [processes.start("run_due", moment=NOON) for _ in range(3)]
    assert [processes.end(pid) for pid in workers] == [0, 0, 0]
    assert worked_on() == EACH_KEY


@pytest.mark.parametrize("die_at", ["in the work", "before the mark"])
def test_a_killed_run_is_done_again_from_the_beginning(processes: Forge, die_at: str) -> None:
    assert killed_in_one_of_many(processes, die_at) == EACH_KEY
    assert set(ScheduledRun.objects.values_list("state", flat=True)) == {"done"}
    assert ScheduledRun.objects.get(key="12").attempts == 2


def test_a_killed_run_would_be_done_twice_in_a_transaction_of_its_own(processes: Forge) -> None:
    """Negative control."""
    assert sorted([*EACH_KEY, 12]) == killed_in_one_of_many(processes, "in the work", careless="effect")
