"""Servers under measure: started, asked, and looked at from outside through `/proc`."""

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Connection

from hearth.local.bench.client import Next, Tally, hammer
from hearth.local.supervisor import PARENT

HERE = Path(__file__).parent
SECONDS_TO_START = 60


@dataclass
class Server:
    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    database: "Connection[Any]"
    word: str
    """By which its connections are known to the database."""

    @property
    def workers(self) -> list[int]:
        return _children(self.process.pid)

    def used(self) -> dict[int, float]:
        """Seconds of processor time that its workers have used, by process."""
        return {pid: _used(pid) for pid in self.workers}

    def used_in_database(self) -> dict[int, float]:
        """The same of the database's processes that work for it."""
        rows = self.database.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s", [self.word]
        )
        return {pid: _used(pid) for (pid,) in rows}

    def memory(self) -> float:
        """Megabytes that its largest worker holds, shared ones included."""
        return max(_resident(pid) for pid in self.workers)


@contextmanager
def serving(
    name: str, environment: dict[str, str], database: "Connection[Any]", *, without: str = ""
) -> Iterator[Server]:
    """Yield one of the applications on a port of its own; Hearth also without a step, see `steps.py`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    word = f"bench-{name}-{port}"
    process = subprocess.Popen(
        [sys.executable, HERE / "serve.py", name, str(port), *filter(None, [without])],
        env={**environment, "PGAPPNAME": word, PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for who measures, and stops all in order
    )
    try:
        _wait_for(port, process)
        yield Server(name, port, process, database, word)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit("A server ended before it answered: its reason is above.")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.1)
    raise SystemExit("A server does not answer.")


@dataclass
class Case:
    """One way of asking one server, measured in several rounds."""

    server: Server
    following: Next
    code: int = 200
    connections: int = 1
    rounds: list[Tally] = field(default_factory=list)
    app: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)

    def measure(self, seconds: float) -> None:
        app, database = self.server.used(), self.server.used_in_database()
        tally = hammer(self.server.port, self.following, connections=self.connections, seconds=seconds)
        if set(tally.codes) != {self.code}:
            raise SystemExit(f"{self.server.name} answered {tally.codes}, not {self.code}.")
        self.rounds.append(tally)
        self.app.append(1000 * _more(app, self.server.used()) / tally.answers)
        self.database.append(1000 * _more(database, self.server.used_in_database()) / tally.answers)

    @property
    def milliseconds(self) -> float:
        return statistics.median(tally.milliseconds for tally in self.rounds)

    @property
    def app_cpu(self) -> float:
        """Milliseconds of the workers' processor time per answer."""
        return statistics.median(self.app)

    @property
    def database_cpu(self) -> float:
        return statistics.median(self.database)

    @property
    def client_share(self) -> float:
        """The part of one processor that the client took."""
        return statistics.median(tally.client_cpu / tally.seconds for tally in self.rounds)

    def share_of(self, other: "Case") -> float:
        """How fast this one is beside another: the median of the rounds, each beside its neighbor."""
        pairs = zip(other.rounds, self.rounds, strict=True)
        return statistics.median(theirs.milliseconds / ours.milliseconds for theirs, ours in pairs)


def interleaved(cases: list[Case], *, rounds: int, seconds: float) -> None:
    """Measure every case in every round, so that whatever else the machine does falls on all of them."""
    for case in cases:
        hammer(case.server.port, case.following, connections=case.connections, seconds=min(seconds, 0.7))
    for _ in range(rounds):
        for case in cases:
            case.measure(seconds)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _more(before: dict[int, float], after: dict[int, float]) -> float:
    """What was used meanwhile by the processes that are there in the end."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _used(pid: int) -> float:
    with suppress(OSError):
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9
    return 0.0


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
