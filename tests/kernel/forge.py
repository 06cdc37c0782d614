"""Real processes that die at a chosen point, quickly: one process loads Django once and forks for each.

Run as `python -m tests.kernel.forge` it reads orders from its input, one JSON object a line: what to do,
where to die, and which protection to go without (for negative controls). It answers with the child's id, and,
once asked, with how that child ended.
"""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any
from urllib.parse import quote

HAPPENED = "test.happened"


class Forge:
    """The test's end of the line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def start(self, do: str, **order: Any) -> int:
        """Begin something in a process of its own; return that process's id."""
        return int(self._ask({"do": do, **order}))

    def end(self, pid: int) -> int:
        """Wait for a process; return its exit code, negative for the signal that killed it."""
        return int(self._ask({"wait": pid}))

    def run(self, do: str, **order: Any) -> int:
        return self.end(self.start(do, **order))

    def _ask(self, order: dict[str, Any]) -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order, default=str) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the forge ended"
        return answer


@contextmanager
def forge() -> Iterator[Forge]:
    """Start it on the database of the test that runs."""
    from django.conf import settings
    from django.db import connection

    at = connection.settings_dict
    url = f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kernel.forge"],
        cwd=settings.ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "hearth.config.settings.test",
            "DATABASE_URL": url,
            "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'platform'}",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Forge(process)
    finally:
        process.communicate(timeout=30)


# The other end ---------------------------------------------------------------------------------------------
def main() -> None:
    import django

    django.setup()
    register_the_handler()
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            _answer(os.waitstatus_to_exitcode(status))
        elif pid := os.fork():
            _answer(pid)
        else:
            _be_a_child(order)


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _be_a_child(order: dict[str, Any]) -> None:
    """Do as told, with a database connection of its own, and never come back."""
    code = 1
    try:
        ORDERS[order.pop("do")](**order)
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def register_the_handler() -> None:
    """Let one handler hear what happens; it writes into the table of effects. Those of the apps stay out."""
    from django.db import connection

    from hearth.kernel.events import handlers, on
    from hearth.kernel.models import Event

    handlers._by_event.clear()
    handlers._by_name.clear()

    def note(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [event.target_id, event.sequence])

    note.__module__ = "tests.kernel.forge"
    on(HAPPENED)(note)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Deadly:
    """A transport whose process is killed when it is about to tell somebody."""

    def wake(self) -> None:
        die()


def write(target: str, die_at: str = "", careless: bool = False) -> None:
    """Change a person's name and record that it happened; careless, in two transactions."""
    from django.conf import settings
    from django.db import transaction

    from apps.accounts.models import User
    from hearth.kernel.authorization import system_subject
    from hearth.kernel.events import record

    if die_at == "before the kick":
        settings.EVENTS_WAKE = "tests.kernel.forge.Deadly"
    with nullcontext() if careless else transaction.atomic():
        User.objects.filter(pk=target).update(display_name="Changed")
        if careless and die_at == "before the commit":
            die()
        with transaction.atomic():
            record(HAPPENED, User.objects.get(pk=target), by=system_subject())
        if die_at == "before the commit":
            die()


def kick(target: str, die_at: str = "") -> None:
    """Change and record without a queue in the database: what is done after the commit is all there is."""
    from django.db import connection, transaction

    from hearth.kernel.events import handlers

    def react() -> None:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [target, 1])

    handlers._by_event.clear()
    with transaction.atomic():
        write(target)
        if die_at == "before the kick":
            transaction.on_commit(die)
        transaction.on_commit(react)


def drain(target: str = "", sequence: int = 0, die_at: str = "", careless: str = "") -> None:
    """Be a worker until nothing waits; die at a point of one target's delivery."""
    from django.db import connection, transaction

    from hearth.kernel.events import handlers, lines, worker

    (handler,) = handlers._by_name.values()
    settle = worker._settle

    def due(event: Any, point: str) -> bool:
        return die_at == point and (str(event.target_id), event.sequence) == (target, sequence)

    def react(event: Any) -> None:
        if due(event, "at its beginning"):
            die()
        if careless == "effect":
            connection.copy().cursor().execute(INSERT, [event.target_id, event.sequence])
        else:
            handler.react(event)
        if due(event, "in the handler"):
            die()

    def settle_or_die(delivery: Any, state: Any, cause: Any = None) -> None:
        if state == "done" and due(delivery.event, "before the mark"):
            die()
        settle(delivery, state, cause)

    def mark_first(line: lines.Line) -> bool:
        with transaction.atomic():
            head = lines.lock_head(line)
            if head is None:
                return False
            settle(head, "done")
        react(head.event)
        return True

    handlers._by_name[handler.name] = dataclasses.replace(handler, react=react)
    worker._settle = settle_or_die
    if careless == "mark":
        worker._work_head = mark_first
    worker.drain(limit=100_000)


def run_due(moment: str, die_at: str = "", careless: str = "") -> None:
    """Do the scheduled work of a moment, which has 24 keys; die at a point of the twelfth."""
    from django.db import connection

    from hearth.kernel.scheduling import Run, every, registry, running, scheduled
    from hearth.kernel.scheduling.times import Schedule

    hours = every(hours=1).times()[""]
    keys = Schedule("hourly", lambda: {f"{number:02}": hours for number in range(1, 25)})
    end = running._end

    def due(key: str, point: str) -> bool:
        return (die_at, key) == (point, "12")

    def note(run: Run) -> str:
        own = connection.copy() if careless == "effect" else connection
        with own.cursor() as cursor:
            cursor.execute(INSERT, [f"{0:032}", int(run.key)])
        if due(run.key, "in the work"):
            die()
        return ""

    def end_or_die(row: Any, *facts: Any) -> None:
        if due(row.key, "before the mark"):
            die()
        end(row, *facts)

    registry._works.clear()
    scheduled("test.keys", keys)(note)
    running._end = end_or_die
    running.run_due(datetime.fromisoformat(moment))


INSERT = "INSERT INTO effect (target_id, sequence) VALUES (%s, %s)"
ORDERS: dict[str, Callable[..., None]] = {"write": write, "kick": kick, "drain": drain, "run_due": run_due}

if __name__ == "__main__":
    main()
