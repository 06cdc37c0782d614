"""`manage.py run` as a real process in a checkout of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.local import checkout as checkouts


class Running:
    """A started `manage.py run`, its words so far and its address."""

    def __init__(self, checkout: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            # As a shell's background job, which is told to ignore Ctrl-C.
            ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", sys.executable, checkout / "manage.py", "run"],
            env={**checkouts.ENVIRONMENT, "DEMO": "no", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.words = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.words += line
            if "Ctrl-C stops everything" in line:
                break
        found = re.search(r"http://127\.0\.0\.1:\d+", self.words)
        assert found, self.words
        self.address = found[0]

    def ended(self, how: signal.Signals | None = None) -> str:
        """Send a signal to the whole group, as a terminal does; wait, and return all words that were said."""
        if how is not None:
            os.killpg(self.process.pid, how)
        rest, _ = self.process.communicate(timeout=60)
        return self.words + rest


@contextmanager
def run(checkout: Path, **environment: str) -> Iterator[Running]:
    """Start, and leave nothing behind."""
    try:
        running = Running(checkout, **environment)
        with running.process:
            try:
                yield running
            finally:
                running.process.kill()
    finally:
        checkouts.end_all(checkout)


@contextmanager
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens already."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]
