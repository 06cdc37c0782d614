"""Drains 10,000 deliveries with one worker process and with two, for `make bench-events`.

Everything happens in a database made for it in the tests' cluster and dropped afterwards; that server does
not wait for its disk. The handlers write one row for each delivery, which shows in the end whether each
happened once and in order.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

ROOT = Path(__file__).resolve().parents[4]
NAME = "bench.happened"
TARGETS, EVENTS_EACH = 2500, 4
WAITING = 100_000


def main() -> None:
    _set_up()
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        _execute("CREATE TABLE bench_effect (id serial PRIMARY KEY, target_id uuid, sequence int)")
        print(f"{TARGETS * EVENTS_EACH:,} deliveries about {TARGETS:,} targets, {os.cpu_count()} cores")
        for workers in (1, 2):
            _measure("inside", workers)
        _measure("outside", 2)
        _let_wait()
        _measure("inside", 2, words=f", {WAITING:,} others waiting")
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)


def _measure(kind: str, workers: int, *, words: str = "") -> None:
    """Queue everything anew, let so many processes drain it, and print how fast they were."""
    targets = _queue(kind)
    _execute("TRUNCATE bench_effect; VACUUM ANALYZE kernel_delivery; VACUUM ANALYZE kernel_event")
    processes = [_worker() for _ in range(workers)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    start = time.monotonic()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate()[0].split() for process in processes]
    seconds = time.monotonic() - start
    _check(targets)
    who = f"{workers} worker{'s' if workers > 1 else ''}"
    shares = [int(done) for done, *_ in told]
    number, each = sum(shares), " + ".join(f"{share:,}" for share in shares)
    own, database = (sum(float(one[place]) for one in told) / number * 1000 for place in (1, 2))
    print(f"{who}, effects {kind}{words}: {number / seconds:,.0f} a second ({each})")
    print(f"    processor time for each: {own:.2f} ms of the worker, {database:.2f} ms of the database")


def work() -> None:
    """Be one worker: wait for the word, drain, and say how many deliveries it were."""
    _set_up()
    from django.db import connection

    from hearth.kernel.events.handlers import on
    from hearth.kernel.events.worker import drain
    from hearth.kernel.models import Event

    def note(event: Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_effect (target_id, sequence) VALUES (%s, %s)",
                [event.target_id, event.sequence],
            )

    def inside(event: Event) -> None:
        note(event)

    def outside(event: Event) -> None:
        note(event)

    on(NAME)(inside)
    on(NAME, outside=True)(outside)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time(), _used(backend)
    done = drain(limit=TARGETS * EVENTS_EACH)
    print(done, time.process_time() - before[0], _used(backend) - before[1])


def _used(pid: int) -> float:
    """Seconds of processor time that a process on this machine has used."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _queue(kind: str) -> list[UUID]:
    """Write the events and one delivery for each, as `record` would."""
    from hearth.kernel.ids import uuid7
    from hearth.kernel.models import Delivery, Event

    targets = [uuid7() for _ in range(TARGETS)]
    facts: dict[str, Any] = {"name": NAME, "target_type": "bench.thing"}
    events = [
        Event(**facts, target_id=target, sequence=number)
        for number in range(1, EVENTS_EACH + 1)
        for target in targets
    ]
    Event.objects.bulk_create(events, batch_size=1000)
    Delivery.objects.bulk_create([_delivery(event, f"__main__.{kind}") for event in events])
    return targets


def _delivery(event: Any, handler: str, **facts: Any) -> Any:
    from hearth.kernel.models import Delivery

    where = {"target_type": event.target_type, "target_id": event.target_id, "sequence": event.sequence}
    return Delivery(event=event, handler=handler, **where, **facts)


def _let_wait() -> None:
    """Add deliveries that stand behind a few heads, each of which waits for its next try."""
    from datetime import timedelta

    from django.utils import timezone

    from hearth.kernel.ids import uuid7
    from hearth.kernel.models import Delivery, Event

    later, lines = timezone.now() + timedelta(hours=1), [uuid7() for _ in range(10)]
    facts: dict[str, Any] = {"name": "bench.waiting", "target_type": "bench.thing"}
    events = [
        Event(**facts, target_id=target, sequence=number)
        for number in range(1, WAITING // len(lines) + 1)
        for target in lines
    ]
    Event.objects.bulk_create(events, batch_size=1000)
    heads = {"attempts": 1, "available_at": later}
    Delivery.objects.bulk_create(
        [_delivery(event, "bench.nobody", **(heads if event.sequence == 1 else {})) for event in events],
        batch_size=1000,
    )


def _check(targets: list[UUID]) -> None:
    """Refuse a figure whose deliveries were not each done once, in their targets' order."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT target_id, array_agg(sequence ORDER BY id) FROM bench_effect GROUP BY 1")
        found = dict(cursor.fetchall())
    wanted = list(range(1, EVENTS_EACH + 1))
    if found.keys() != set(targets) or any(numbers != wanted for numbers in found.values()):
        raise SystemExit("Something was lost, done twice or out of order.")


def _worker() -> "subprocess.Popen[str]":
    from django.db import connection

    at = connection.settings_dict
    url = f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    return subprocess.Popen(
        [sys.executable, __file__, "--worker"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _execute(statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements.split(";"):
            cursor.execute(statement)


def _set_up() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hearth.config.settings.test"
    # Instead of this folder, which would stand in for modules of the same names.
    sys.path[:1] = [str(ROOT), str(ROOT / "platform")]
    import django

    django.setup()


if __name__ == "__main__":
    work() if "--worker" in sys.argv else main()
