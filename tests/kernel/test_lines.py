"""Workers share lines: order per target holds, a long or broken line is in nobody's way."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hearth.kernel.events import handlers, lines, on
from hearth.kernel.events.lines import LEASE, LINES_AT_ONCE, MOST_ATTEMPTS, give_back, lock_head, take
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery, Event
from tests.cast import Cast
from tests.kernel.listening import Heard, happen, heard, time_passes
from tests.together import together

__all__ = ["heard"]


def of(target: Any, heard: Heard) -> list[int]:
    return [number for pk, number in heard if pk == target.pk]


# Order ------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_three_workers_keep_the_order_of_each_target(cast: Cast, heard: Heard) -> None:
    targets = [cast.ana, cast.petra, cast.rosa, cast.milo]
    for target in targets:
        happen(target, 6)
    tried = together(*[drain] * 3)
    assert sum(tried) + drain() == 24, tried
    assert [of(target, heard) for target in targets] == [[1, 2, 3, 4, 5, 6]] * 4


def gets_what_it_took_while_another_looks(cast: Cast) -> bool:
    """Let a worker look for work, slowly, while another takes what there is; can that one work on it?"""
    looking, looked, tried = threading.Event(), threading.Event(), threading.Event()
    slowly = lines._LOOK.replace("WHERE", "WHERE (SELECT pg_sleep(0.5)) IS NOT NULL AND")
    happen(cast.ana, 3)

    def one() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(lines._TURN)
            looking.set()
            cursor.execute(slowly, [timezone.now(), LINES_AT_ONCE])
            looked.set()
            tried.wait(1)

    def other() -> bool:
        looking.wait(20)
        time.sleep(0.1)
        (line,) = take().lines
        looked.wait(20)
        with transaction.atomic():
            head = lock_head(line)
        tried.set()
        return head is not None

    return together(one, other)[1]


@pytest.mark.django_db(transaction=True)
def test_who_only_looks_is_in_nobodys_way(cast: Cast, heard: Heard) -> None:
    assert gets_what_it_took_while_another_looks(cast) is True


@pytest.mark.django_db(transaction=True)
def test_who_only_looks_would_be_in_the_way_without_turns(
    cast: Cast, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: two workers take at once."""
    monkeypatch.setattr(lines, "_TURN", "SELECT 1")
    assert gets_what_it_took_while_another_looks(cast) is False


def overtaken_while_the_first_is_at_work(cast: Cast) -> tuple[int, list[int]]:
    """Hold a worker in the first of three deliveries while another drains; what did it do, in which order?"""
    begun, go_on, order = threading.Event(), threading.Event(), []

    @on("test.happened")
    def slow_at_first(event: Event) -> None:
        if event.sequence == 1:
            begun.set()
            go_on.wait(20)
        order.append(event.sequence)

    happen(cast.ana)
    Delivery.objects.exclude(handler__endswith="slow_at_first").delete()

    def other() -> int:
        begun.wait(20)
        try:
            happen(cast.ana, 2)
            Delivery.objects.exclude(handler__endswith="slow_at_first").delete()
            return drain()
        finally:
            go_on.set()

    _, done = together(drain, other)
    return done, order


@pytest.mark.django_db(transaction=True)
def test_nobody_overtakes_the_head_of_a_line(cast: Cast, heard: Heard) -> None:
    assert overtaken_while_the_first_is_at_work(cast) == (0, [1, 2, 3])


@pytest.mark.django_db(transaction=True)
def test_order_would_break_if_a_locked_head_were_skipped(
    cast: Cast, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: every waiting delivery counts as the head of its line."""
    monkeypatch.setattr(lines, "_PLACE", lines._PLACE.replace(lines._IS_HEAD, "true"))
    anything = lines._LOCK.replace("ORDER BY sequence LIMIT 1", "LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED")
    monkeypatch.setattr(lines, "_LOCK", anything.replace("AND ((", "AND (true OR ("))
    done, order = overtaken_while_the_first_is_at_work(cast)
    assert done == 2
    assert order[-1] == 1


# What fails, and what kills ---------------------------------------------------------------------------
@pytest.fixture
def poisoned(cast: Cast, heard: Heard) -> None:
    """Two deliveries about Ana and two about Petra; the first about Ana always fails."""
    handlers._by_event.clear()

    @on("test.happened")
    def poison(event: Event) -> None:
        if event.target_id == cast.ana.pk and event.sequence == 1:
            raise ValueError("no")
        heard.append((event.target_id, event.sequence))

    for target in (cast.ana, cast.petra):
        happen(target, 2)


@pytest.mark.django_db
def test_poison_is_in_nobody_elses_way(cast: Cast, heard: Heard, poisoned: None) -> None:
    for attempts in range(1, MOST_ATTEMPTS):
        drain()
        assert (of(cast.ana, heard), of(cast.petra, heard)) == ([], [1, 2])
        first = Delivery.objects.get(target_id=cast.ana.pk, sequence=1)
        assert (first.state, first.attempts, first.taken_at) == ("queued", attempts, None)
        time_passes()
    drain()
    states = Delivery.objects.filter(target_id=cast.ana.pk).order_by("sequence")
    assert [(row.state, row.attempts) for row in states] == [("dead", MOST_ATTEMPTS), ("done", 0)]
    assert of(cast.ana, heard) == [2]


@pytest.mark.django_db
def test_poison_would_hold_up_everybody_in_one_line(
    cast: Cast, heard: Heard, poisoned: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: a line for each handler, whatever the target, as a plain queue would be."""
    one_for_all = "ORDER BY head.id LIMIT 1"
    for name in ("_PLACE", "_PUT_ASIDE", "_BRING_BACK"):
        statement = getattr(lines, name).replace("ORDER BY head.sequence LIMIT 1", one_for_all)
        same_target = "AND head.target_type = d.target_type AND head.target_id = d.target_id"
        monkeypatch.setattr(lines, name, statement.replace(same_target, ""))
    for _ in range(MOST_ATTEMPTS - 1):
        drain()
        assert heard == []
        time_passes()


class Killed(BaseException):
    """Stands for SIGKILL: nobody catches it, and nothing is written down."""


def drain_and_be_killed() -> bool:
    try:
        drain()
    except Killed:
        return True
    return False


@pytest.mark.django_db
def test_what_kills_its_worker_each_time_ends_dead_and_drags_nothing_along(cast: Cast, heard: Heard) -> None:
    @on("test.happened")
    def deadly(event: Event) -> None:
        if event.target_id == cast.ana.pk:
            raise Killed
        heard.append((event.target_id, event.sequence))

    for target in (cast.ana, cast.petra, cast.rosa, cast.milo):
        happen(target)
    Delivery.objects.exclude(handler__endswith="deadly").delete()
    kills = 0
    while Delivery.objects.filter(state="queued").exists():
        kills += drain_and_be_killed()
        time_passes()
        assert kills <= MOST_ATTEMPTS + 1
    states = {row.target_id: (row.state, row.attempts) for row in Delivery.objects.all()}
    assert states.pop(cast.ana.pk) == ("dead", MOST_ATTEMPTS)
    assert Delivery.objects.get(state="dead").error == "the worker ended in the middle of it, each time"
    assert {state for state, _ in states.values()} == {"done"}
    assert max(attempts for _, attempts in states.values()) <= 1
    assert len(heard) == 3


@pytest.mark.django_db
def test_it_would_loop_for_ever_without_counting_first(
    cast: Cast, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: an attempt that kills leaves no trace."""
    monkeypatch.setattr(lines, "_COUNT", lines._COUNT.replace("attempts + 1", "attempts"))

    @on("test.happened")
    def deadly(event: Event) -> None:
        raise Killed

    happen(cast.ana)
    Delivery.objects.exclude(handler__endswith="deadly").delete()
    for _ in range(2 * MOST_ATTEMPTS):
        assert drain_and_be_killed()
        time_passes()
    assert Delivery.objects.get().state == "queued"


@pytest.mark.django_db
def test_one_that_did_not_kill_is_tried_alone_and_done(cast: Cast, heard: Heard) -> None:
    """It was only in the same hands as one that did."""
    for target in (cast.ana, cast.petra):
        happen(target)
    assert len(take().lines) == 2  # … and then its worker is gone
    assert (take().looked_at, drain()) == (0, 0)
    time_passes()
    (line,) = take().lines
    assert line.counted
    time_passes()
    assert drain() == 2
    assert set(Delivery.objects.values_list("state", "taken_at")) == {("done", None)}


# Sharing ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_stops_when_told_and_gives_back_what_it_took(cast: Cast, heard: Heard) -> None:
    for target in (cast.ana, cast.petra, cast.rosa):
        happen(target, 2)
    assert drain(stop=lambda: len(heard) >= 3) == 3
    assert not Delivery.objects.filter(state="queued").exclude(taken_at=None).exists()
    assert drain() == 3
    assert drain(limit=0) == 0


@pytest.mark.django_db
def test_leaves_alone_what_another_worker_took(cast: Cast, heard: Heard) -> None:
    happen(cast.ana)
    (mine,) = take().lines
    assert take().lines == []
    theirs = lines.Line(mine.handler, mine.target_type, mine.target_id, cast.ana.pk, mine.taken_at)
    assert lock_head(theirs) is None
    assert lock_head(mine) is not None
    give_back([mine])
    assert len(take().lines) == 1


@pytest.mark.django_db
def test_goes_on_at_once_with_what_came_meanwhile(cast: Cast, heard: Heard) -> None:
    """What was recorded, and even put aside by another worker, while its head was being worked on."""
    handlers._by_event.clear()

    @on("test.happened")
    def one_more(event: Event) -> None:
        heard.append((event.target_id, event.sequence))
        if event.sequence == 1:
            happen(cast.ana)
            assert (take().lines, take().looked_at) == ([], 0)

    happen(cast.ana)
    drain()
    assert of(cast.ana, heard) == [1, 2]


@pytest.fixture
def a_long_line(cast: Cast, heard: Heard) -> int:
    """Very many deliveries that stand behind one which waits for its next try."""
    happen(cast.ana)
    head = Delivery.objects.get()
    number = 3000
    with connection.cursor() as cursor:
        cursor.execute(_LENGTHEN, {"number": number, "head": head.pk})
        # Else the plans are those of the empty table that somebody may have swept meanwhile.
        cursor.execute("ANALYZE kernel_event, kernel_delivery")
    Delivery.objects.filter(pk=head.pk).update(attempts=1, available_at=timezone.now() + timedelta(hours=1))
    return number


@pytest.mark.django_db
def test_a_long_line_is_in_nobodys_way(cast: Cast, heard: Heard, a_long_line: int) -> None:
    happen(cast.petra)
    assert drain() == 1
    assert of(cast.petra, heard) == [1]
    # Put aside until the head is due, they are not even looked at before.
    assert take().looked_at == 0
    Delivery.objects.filter(attempts=1).update(available_at=timezone.now())
    assert drain(limit=20) == 20
    assert of(cast.ana, heard) == list(range(1, 21))


@pytest.mark.django_db
def test_looks_by_index_however_many_wait(cast: Cast, heard: Heard, a_long_line: int) -> None:
    def plan(statement: str, *values: Any) -> str:
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(row[0] for row in cursor.fetchall())

    (handler,) = Delivery.objects.values_list("handler", flat=True).distinct()
    line, now = (handler, "accounts.user", cast.ana.pk), timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE kernel_delivery")
        assert "using delivery_waiting" in plan(lines._LOOK, now, LINES_AT_ONCE)
        assert "using delivery_line" in plan(lines._MORE, *line)
        lock = plan(lines._LOCK, *line, cast.ana.pk, now, now)
        assert "using delivery_line" in lock
        assert "using kernel_delivery_pkey" in lock
        place = plan(lines._PLACE, [cast.ana.pk] * LINES_AT_ONCE)
        assert "Seq Scan on kernel_delivery" not in lock + place


_LENGTHEN = """
    WITH event AS (
        INSERT INTO kernel_event
        SELECT (jsonb_populate_record(e, jsonb_build_object(
            'id', gen_random_uuid(), 'sequence', e.sequence + number))).*
        FROM kernel_event AS e JOIN kernel_delivery AS d ON d.event_id = e.id,
             generate_series(1, %(number)s) AS number
        WHERE d.id = %(head)s RETURNING id, sequence)
    INSERT INTO kernel_delivery
    SELECT (jsonb_populate_record(d, jsonb_build_object(
        'id', gen_random_uuid(), 'event_id', event.id, 'sequence', event.sequence))).*
    FROM kernel_delivery AS d, event WHERE d.id = %(head)s
"""


def test_a_lease_outlasts_what_is_done_with_it() -> None:
    assert timedelta(seconds=5) < LEASE < timedelta(minutes=1)
