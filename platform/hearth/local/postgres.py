"""Runs the embedded PostgreSQL: the first process that needs it starts it, the last one that leaves stops it.

A process that uses a cluster holds a shared lock on the cluster's `.users` file for as long as it lives.
Whoever leaves and can turn that lock into an exclusive one was the last. The kernel lets go of a killed
process's lock, so a server that outlived its users is found by the next process, used, and stopped after it.
"""

import atexit
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from hearth.local import programs, state
from hearth.local.programs import Account, UnavailableError

Purpose = Literal["main", "tests"]

ROLE = DATABASE = "hearth"
INITDB = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "120",
    "max_wal_senders": "0",
    "wal_level": "minimal",
    "log_timezone": "UTC",
}
# Tests make and drop databases all day and may lose them with the power.
SETTINGS_FOR_TESTS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SECONDS_TO_START = 60  # recovery after a power cut takes its time
SECONDS_TO_STOP = 20

_joined: dict[Purpose, "Membership"] = {}
_mutex = threading.Lock()


def url(purpose: Purpose = "main") -> str:
    """Return the address of a running server, started if need be. It stays up until this process ends.

    Raises `UnavailableError` when there is no PostgreSQL to start or it does not start.
    """
    with _mutex:
        if purpose not in _joined:
            _joined[purpose] = _join(Cluster(purpose, _home()))
            atexit.register(leave, purpose)
        return _joined[purpose].url


def leave(purpose: Purpose = "main") -> None:
    """Stop using a cluster, and stop its server unless another process still uses it."""
    with _mutex:
        membership = _joined.pop(purpose, None)
        # A forked child inherits the membership, but the lock is its parent's.
        if membership is None or membership.pid != os.getpid():
            return
        cluster = membership.cluster
        with state.locked(cluster.path("lock")):
            try:
                fcntl.flock(membership.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            else:
                cluster.stop(membership.server)
            finally:
                os.close(membership.lock)


def check(purpose: Purpose = "main") -> None:
    """Raise `UnavailableError` when the server that this process uses has ended."""
    if membership := _joined.get(purpose):
        membership.cluster.url()


def forget() -> None:
    """Stop all servers and delete their files; raises `UnavailableError` while somebody uses one."""
    home = _home()
    for purpose in get_args(Purpose):
        cluster = Cluster(purpose, home)
        with state.locked(cluster.path("lock")), cluster.path("users").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise UnavailableError(f"The database in {cluster.data} is in use.") from None
            if cluster.data.exists():
                cluster.stop()
    shutil.rmtree(home)


@dataclass(frozen=True)
class Membership:
    """This process's use of a cluster."""

    cluster: "Cluster"
    url: str
    lock: int
    pid: int
    server: subprocess.Popen[bytes] | None


def _join(cluster: "Cluster") -> Membership:
    with state.locked(cluster.path("lock")):
        lock = os.open(cluster.path("users"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
            if not cluster.data.exists():
                cluster.create()
            # One that is on its way out, because its last user was killed while stopping it, is no use.
            server = None if cluster.answers() else cluster.start()
            return Membership(cluster, cluster.url(), lock, os.getpid(), server)
        except BaseException:
            os.close(lock)
            raise


def _home() -> Path:
    """Return the folder of all clusters: `.local/postgres`, or one elsewhere that it links to.

    As root below a closed folder the server's account could not reach its own files here.
    """
    here = state.home()
    link = here / "postgres"
    with state.locked(here):
        if link.exists():
            return link.resolve()
        link.unlink(missing_ok=True)
        if os.geteuid() != 0 or Account.here().reaches(here):
            return programs.make_reachable_folder(link)
        name = f"{state.ROOT.name}-{hashlib.sha256(os.fsencode(state.ROOT)).hexdigest()[:12]}"
        elsewhere = programs.make_reachable_folder(programs.REACHABLE) / name
        # Without the link these are the files of a checkout that is gone, or of a `.local` somebody removed.
        shutil.rmtree(elsewhere, ignore_errors=True)
        link.symlink_to(programs.make_reachable_folder(elsewhere))
        return elsewhere


@dataclass(frozen=True)
class Cluster:
    """One data directory and the server on it."""

    purpose: Purpose
    home: Path

    @property
    def data(self) -> Path:
        return self.home / self.purpose

    @property
    def log(self) -> str:
        return "postgres" if self.purpose == "main" else f"postgres-{self.purpose}"

    @property
    def mark(self) -> str:
        """A word on the server's command line that only this directory's server has, even if it was moved."""
        found = self.data.stat()
        return f"--cluster_name=hearth-{self.purpose}-{found.st_dev}-{found.st_ino}"

    def path(self, suffix: str) -> Path:
        return self.home / f"{self.purpose}.{suffix}"

    def create(self) -> None:
        """Make the data directory, role and database. It gets its name when complete: never a half one."""
        account = Account.here()
        folder = programs.find(account)
        draft = self.path("new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        _give(draft, account)
        # The superuser cannot come in over the network; what only it may do is done before the first start.
        _run(account, [folder / "initdb", "-D", draft, "-U", "postgres", "--auth=reject", *INITDB])
        (draft / "pg_hba.conf").write_text(f"host all {ROLE} 127.0.0.1/32 scram-sha-256\n")
        password = secrets.token_hex(24)
        _run(
            account,
            [folder / "postgres", "--single", "-D", draft, "-c", "exit_on_error=on", "postgres"],
            f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'\n"
            f"ALTER ROLE {ROLE} SET lock_timeout = '3s'\n"
            f"ALTER ROLE {ROLE} SET statement_timeout = '10s'\n"
            f"CREATE DATABASE {DATABASE} OWNER {ROLE}\n",
        )
        file = draft / "hearth.password"
        file.touch(mode=0o600)
        file.write_text(password)
        _give(file, account)
        draft.rename(self.data)

    def address(self) -> tuple[int, int] | None:
        """Return process id and port of this directory's server; None when what is noted there is history."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            pid, port = int(lines[0]), int(lines[3])
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
        except (OSError, ValueError, IndexError):
            return None
        return (pid, port) if self.mark in words else None

    def url(self) -> str:
        found = self.address()
        if found is None:
            raise UnavailableError(f"PostgreSQL has ended. {self.last_words()}")
        password = (self.data / "hearth.password").read_text()
        return f"postgresql://{ROLE}:{password}@127.0.0.1:{found[1]}/{DATABASE}"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server on a free port and wait until it answers."""
        account = Account.here(self.data)
        if not account.reaches(self.home):
            raise UnavailableError(
                f"The user who runs PostgreSQL cannot reach {self.home} any more. "
                "Open the folders above it again, or begin anew with `make clean`."
            )
        folder = programs.find(account, major=int((self.data / "PG_VERSION").read_text()))
        settings = SETTINGS | (SETTINGS_FOR_TESTS if self.purpose == "tests" else {})
        for attempt in range(5):
            # The free port may be gone again, and the last processes of a killed server need a moment to end.
            time.sleep(attempt * 0.3)
            # PostgreSQL would believe in the process that has a dead server's number by now.
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            options = [f"--{name}={value}" for name, value in {**settings, "port": _free_port()}.items()]
            with state.open_log(self.log) as log:
                server = subprocess.Popen(
                    [folder / "postgres", "-D", self.data, self.mark, *options],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # Ctrl-C is for those who use it; it stops after the last of them
                    **account.how,
                )
            try:
                if self.answers(server):
                    return server
            except BaseException:
                server.send_signal(signal.SIGQUIT)
                server.wait()
                raise
        raise UnavailableError(f"PostgreSQL does not start. {self.last_words()}")

    def answers(self, server: subprocess.Popen[bytes] | None = None) -> bool:
        """Wait until the server answers; False when there is none, or it ends before."""
        import psycopg

        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            if server is not None and server.poll() is not None:
                return False
            if self.address() is not None:
                with suppress(psycopg.OperationalError, UnavailableError):
                    psycopg.connect(self.url(), connect_timeout=2).close()
                    return True
            elif server is None:
                return False
            time.sleep(0.02)
        raise UnavailableError(f"PostgreSQL does not answer. {self.last_words()}")

    def stop(self, server: subprocess.Popen[bytes] | None = None) -> None:
        """Stop the server: at once, but in good order; after a while in any order."""
        for how, seconds in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 5)):
            deadline = time.monotonic() + seconds
            if found := self.address():
                os.kill(found[0], how)
            while self.address() is not None and time.monotonic() < deadline:
                time.sleep(0.02)
        if server is not None:
            server.wait()

    def last_words(self) -> str:
        """Quote the end of the server's log."""
        log = state.log(self.log)
        lines = log.read_text(errors="replace").splitlines()[-3:] if log.exists() else []
        return "\n".join([f"The end of {log.relative_to(state.ROOT)}:", *lines])


def _run(account: Account, command: list[str | Path], given: str = "") -> None:
    done = subprocess.run(command, input=given, capture_output=True, text=True, **account.how)
    if done.returncode != 0:
        raise UnavailableError(f"PostgreSQL cannot be set up: {done.stderr.strip() or done.stdout.strip()}")


def _give(path: Path, account: Account) -> None:
    if os.geteuid() == 0:
        os.chown(path, account.uid, account.gid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
