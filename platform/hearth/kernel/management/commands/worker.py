import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError, close_old_connections

from hearth.kernel.events.worker import drain
from hearth.kernel.jobs import run_waiting
from hearth.kernel.scheduling import run_due

LOOK_EVERY = 0.5
RUN_DUE_EVERY = 10
"""Both in seconds."""


class Command(BaseCommand):
    help = "React to events (mail, photos, counters) and do scheduled work, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="work off what is waiting, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            run_waiting(budget=3600)
            self.stdout.write(f"{drain()} deliveries")
            return
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        looks_at_times = 0.0
        while not stopped.is_set():
            try:
                if time.monotonic() >= looks_at_times:
                    looks_at_times = time.monotonic() + RUN_DUE_EVERY
                    run_due(stop=stopped.is_set)
                waits = drain(limit=1000, stop=stopped.is_set) == 0
                waits = run_waiting(budget=1.0, stop=stopped.is_set) == 0 and waits
            except (DatabaseError, InterfaceError) as error:
                self.stderr.write(f"database: {error}")
                waits = True
            close_old_connections()
            if waits:
                stopped.wait(LOOK_EVERY)
