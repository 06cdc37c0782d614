"""Starts the processes of one machine, watches them, and stops them in reverse order."""

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from hearth.local import state

SECONDS_TO_STOP = 8
PARENT = "HEARTH_SUPERVISOR"
_PR_SET_PDEATHSIG = 1


class AlreadyRunningError(RuntimeError):
    """Another `run` holds this checkout."""


class EndedError(RuntimeError):
    """A process ended that should go on; the message names it and quotes the end of its log."""


@dataclass
class Child:
    """One `manage.py NAME` with its log in `.local/log/NAME.log`."""

    name: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with state.open_log(self.name) as log:
            self.process = subprocess.Popen(
                [sys.executable, state.ROOT / "manage.py", self.name],
                env={**self.environment, PARENT: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops all in order
            )

    def stop(self) -> None:
        """Ask the child to end, and end its whole session when it does not."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def check(self) -> None:
        """Raise `EndedError` unless the child is running."""
        how = self.process.poll() if self.process else None
        if how is None:
            return
        reason = f"was killed by {signal.Signals(-how).name}" if how < 0 else f"ended with {how}"
        log = state.log(self.name)
        lines = log.read_text(errors="replace").splitlines()[-15:] or ["(it said nothing)"]
        where = log.relative_to(state.ROOT)
        raise EndedError("\n".join([f"{self.name} {reason}. The end of {where}:", *lines]))


class Supervisor:
    """The running children, first started first."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def start(self, name: str, environment: dict[str, str]) -> None:
        """Start `manage.py NAME`; what the rest of `environment` is, the child gets too."""
        child = Child(name, {**os.environ, **environment})
        self.children.append(child)
        child.start()

    def check(self) -> None:
        """Raise `EndedError` for the first child that is no longer running."""
        for child in self.children:
            child.check()

    def restart(self, names: Iterable[str]) -> None:
        """Stop and start the named children again."""
        for child in self.children:
            if child.name in names:
                child.stop()
                child.start()

    def stop(self) -> None:
        """Stop every child, the last started first."""
        while self.children:
            self.children.pop().stop()


@contextmanager
def only_one() -> Iterator[TextIO]:
    """Hold this checkout's `run`; yields the note where the address is written for whoever comes second."""
    path = state.home() / "running"
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = note.read()
            where = f"at {address}" if address else "and about to answer"
            raise AlreadyRunningError(f"Hearth is running from this checkout already, {where}.") from None
        note.truncate(0)
        try:
            yield note
        finally:
            note.truncate(0)


def end_with_parent() -> None:
    """Let this process be asked to end when the supervisor that started it is gone, however it went."""
    parent = os.environ.get(PARENT)
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(parent):  # it was gone before we asked
        os.kill(os.getpid(), signal.SIGTERM)


class Watch:
    """Notices that Python files changed (for `make dev`)."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = list(folders)
        self.seen = self._look()

    def changed(self) -> bool:
        """Tell whether files changed since the last call; lets an editor finish what it writes."""
        now = self._look()
        if now == self.seen:
            return False
        while (later := self._look()) != now:
            now = later
            time.sleep(0.1)
        self.seen = now
        return True

    def _look(self) -> dict[Path, int]:
        found = {}
        for folder in self.folders:
            for path in folder.rglob("*.py"):
                with suppress(FileNotFoundError):
                    found[path] = path.stat().st_mtime_ns
        return found
