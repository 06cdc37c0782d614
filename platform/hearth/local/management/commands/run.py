import signal
import socket
import time
from contextlib import suppress
from typing import Any, TextIO
from urllib.error import HTTPError
from urllib.request import urlopen

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connections

from hearth.config import env
from hearth.local import issuer, postgres, prepare, state
from hearth.local.people import PEOPLE
from hearth.local.supervisor import AlreadyRunningError, EndedError, Supervisor, Watch, only_one

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_TO_ANSWER = 60
PYTHON = ".venv/bin/python"


class Command(BaseCommand):
    help = (
        "Run everything on this machine: PostgreSQL, the site, the worker and a mail sink. Ctrl-C stops it."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reload", action="store_true", help="start anew when Python files change")

    def handle(self, *args: Any, reload: bool, **options: Any) -> None:
        # Explicitly, for a shell that starts us in the background tells us to ignore Ctrl-C.
        for number in SIGNALS:
            signal.signal(number, signal.default_int_handler)
        supervisor = Supervisor()
        try:
            with only_one() as note:
                self.start(supervisor, note, reload)
                self.keep_running(supervisor, reload)
        except KeyboardInterrupt:
            self.say("\nStopping")
        except AlreadyRunningError as error:
            self.say(str(error))
        except (EndedError, postgres.UnavailableError, OperationalError, ImproperlyConfigured) as error:
            raise CommandError(str(error)) from None
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            supervisor.stop()
            connections.close_all()
            postgres.leave()

    def start(self, supervisor: Supervisor, note: TextIO, reload: bool) -> None:
        """Bring everything up in order; it answers when this returns."""
        environment = {"PORT": self.port("PORT", 8000), "MAIL_PORT": self.port("MAIL_PORT", 8025)}
        if not env.text("DATABASE_URL", ""):
            self.say("Starting PostgreSQL")
            environment["DATABASE_URL"] = postgres.url()
        if prepare.database_is_behind():
            self.say("Migrating the database")
            prepare.migrate()
        if prepare.demo_is_missing():
            self.say("Loading the demo: people, rescues and pets, with pictures that are drawn now (once)")
            prepare.load_demo()
        if prepare.static_files_changed() and not reload:
            self.say("Collecting static files")
            prepare.collect_static_files()
        connections.close_all()

        self.say("Starting the site, the worker and the mail sink")
        address = f"http://127.0.0.1:{environment['PORT']}"
        environment["SITE_URL"] = env.text("SITE_URL", address)
        environment["COGNITO_JWKS_URL"] = settings.COGNITO_JWKS_URL or issuer.serve_keys()
        if reload:
            environment["DEBUG"] = "true"
        for name in ("mailsink", "worker", "web"):
            supervisor.start(name, environment)
        wait_for_answer(address, supervisor)
        note.write(address)
        note.flush()
        self.welcome(address)

    def keep_running(self, supervisor: Supervisor, reload: bool) -> None:
        """Return never: raises `EndedError` when something ended, unless a change of files can mend it."""
        watch = Watch([state.ROOT / "apps", state.ROOT / "platform"]) if reload else None
        complained = False
        while True:
            time.sleep(0.3)
            if watch and watch.changed():
                self.say("Files changed: starting the site and the worker anew")
                supervisor.restart(["worker", "web"])
                complained = False
            try:
                postgres.check()
                supervisor.check()
            except EndedError as error:
                if watch is None:
                    raise
                if not complained:
                    self.say(f"{error}\nWaiting for a change of files")
                complained = True

    def port(self, name: str, usual: int) -> str:
        """Return the port asked for in the environment, or the usual one, or the next that is free."""
        wanted = env.integer(name, usual)
        candidates = range(wanted, min(wanted + 200, 65536)) if wanted > 0 else ()
        port = next(filter(is_free, candidates), None)
        if port is None:
            raise CommandError(f"{name}: no port is free from {wanted} on.")
        if port != wanted:
            self.say(f"Port {wanted} is taken: using {port}")
        return str(port)

    def welcome(self, address: str) -> None:
        lines = [
            "",
            f"Hearth is running at {address}",
            "",
            f"Be one of these people: pick them at {address}/sign-in,",
            f"or take a token that is good for an hour: {PYTHON} manage.py token NAME",
            "",
            *(f"  {name:<7} {person.display_name:<16} {person.story}" for name, person in PEOPLE.items()),
            "",
            f"The API is described at {address}/api/docs, and this asks it who you are, as ana:",
            "",
            f"  curl -s {address}/api/v1/users/me -H 'Authorization: Bearer {issuer.token_for('ana')}'",
            "",
            f"Moderators work at {address}/admin/. Mail lies in .local/mail, logs in .local/log.",
            "Ctrl-C stops everything; `make clean` forgets everything.",
        ]
        self.say("\n".join(lines))

    def say(self, text: str) -> None:
        # The reader may be gone (`make run | head`), and stopping must go on.
        with suppress(BrokenPipeError):
            self.stdout.write(text)
            self.stdout.flush()


def is_free(port: int) -> bool:
    """Tell whether a server may listen on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def wait_for_answer(address: str, supervisor: Supervisor) -> None:
    """Wait until the home page comes; raises `EndedError` when it does not, or a child ends before."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        supervisor.check()
        try:
            urlopen(address, timeout=SECONDS_TO_ANSWER).close()
        except HTTPError as error:
            error.close()
            raise EndedError(f"The home page answers with {error.code}: see .local/log/web.log") from None
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise EndedError(f"No answer from {address} within {SECONDS_TO_ANSWER} s: see .local/log/web.log")
