import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from hearth.kernel.events.worker import drain


class Command(BaseCommand):
    help = "React to events (mail, photos, counters): polls the database twice a second until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="work off what is waiting, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            self.stdout.write(f"{drain()} deliveries")
            return
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            try:
                drain(limit=100)
            except OperationalError as error:
                self.stderr.write(f"database: {error}")
            close_old_connections()
            stopped.wait(0.5)
