"""A checkout of one's own: the working tree's files somewhere else, with a `.local` of their own."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
PARTS = ["manage.py", "platform", "apps", "templates", "static"]
# Nothing of this test run (its database, its settings) may steer the processes of the other checkout.
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}


def lay_out(folder: Path, parts: list[str] = PARTS) -> Path:
    """Copy `parts` of the working tree into `folder`."""
    for part in parts:
        source, target = HERE / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    return folder


@contextmanager
def python(checkout: Path, code: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python code that may import the checkout's `hearth`; it is killed when the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env={**ENVIRONMENT, "PYTHONPATH": f"{checkout}:{checkout / 'platform'}"},
        cwd=checkout,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def servers_of(checkout: Path) -> list[int]:
    """Process ids of the PostgreSQL servers on this checkout's data."""
    home = os.fsencode((checkout / ".local" / "postgres").resolve())
    return [
        pid for pid, words in _processes() if words[0].endswith(b"/postgres") and words[2].startswith(home)
    ]


def processes_of(checkout: Path) -> list[int]:
    """Process ids of everything that runs from this checkout, servers included."""
    place = os.fsencode(checkout)
    return servers_of(checkout) + [
        pid for pid, words in _processes() if any(w.startswith(place) for w in words)
    ]


def end_all(checkout: Path) -> None:
    """Kill what still runs from this checkout; nothing does after a test that went well."""
    while found := processes_of(checkout):
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


def remove_database(checkout: Path) -> None:
    """Delete the database's files, which may lie outside of the checkout."""
    shutil.rmtree((checkout / ".local" / "postgres").resolve(), ignore_errors=True)


def _processes() -> Iterator[tuple[int, list[bytes]]]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if len(words) > 3:
            yield int(entry.name), words
