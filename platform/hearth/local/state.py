"""Where the embedded default keeps what survives a restart: `.local/`, beside `manage.py`."""

import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[3]
LOCAL = ROOT / ".local"
LONGEST_LOG = 5_000_000


class NotOursError(SystemExit):
    """`.local/` cannot be used. Ends the command with one line, for it happens while settings are read."""


def home() -> Path:
    """Return `.local`, made when it is missing. Others may pass through it, but not look around."""
    try:
        LOCAL.mkdir(exist_ok=True)
        # The database's own user must get through to its files; every folder inside is closed.
        LOCAL.chmod(0o711)
    except OSError as error:
        raise NotOursError(
            f"{LOCAL} cannot be used ({error.strerror}). It may belong to another user, "
            f"perhaps from a run as root: go on as that user, or remove it."
        ) from error
    return LOCAL


def folder(name: str) -> Path:
    """Return `.local/NAME`, made for our own eyes (0700) when it is missing."""
    path = home() / name
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret(name: str) -> str:
    """Return a random secret, made once and kept (0600). Begins with `local-`, which production refuses."""
    path = folder("secrets") / name
    with suppress(FileNotFoundError):
        return path.read_text()
    # Complete before it has its name, and the first of two processes wins: nobody reads half a secret.
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write("local-" + secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        os.unlink(draft)
    return path.read_text()


def log(name: str) -> Path:
    """Return the place of `.local/log/NAME.log`."""
    return folder("log") / f"{name}.log"


def open_log(name: str) -> BinaryIO:
    """Open a log to append to; a long one first steps aside as `NAME.1.log`."""
    path = log(name)
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.replace(path.with_suffix(".1.log"))
    return path.open("ab")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a file or folder for one process at a time; wait for it. A dead process holds nothing."""
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
