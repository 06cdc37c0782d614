"""What stands behind a running site: the worker, and a mail server on the wire."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connections

from hearth.kernel.events.worker import drain
from hearth.local.management.commands.mailsink import Keep


class MailSink:
    """An SMTP server that keeps what it receives as files, oldest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self.accepted: Callable[[], object] = lambda: None
        """Called once a mail is kept, before the sender hears that it is."""

    def mails_to(self, address: str) -> list[EmailMessage]:
        found = sorted(self.folder.glob(f"*_{address}.eml"))
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]


class _KeepAndTell(Keep):
    def __init__(self, sink: MailSink) -> None:
        super().__init__(sink.folder)
        self.sink = sink

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        self.sink.accepted()
        return answer


@contextmanager
def mail_sink(folder: Path) -> Iterator[MailSink]:
    """Receive mail on a free port of 127.0.0.1 for as long as the block lasts."""
    sink, ready, loop = MailSink(folder), threading.Event(), asyncio.new_event_loop()
    stopped = asyncio.Event()

    async def serve() -> None:
        def session() -> SMTP:
            return SMTP(_KeepAndTell(sink), hostname="localhost", loop=loop)

        server = await loop.create_server(session, "127.0.0.1", 0)
        sink.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stopped.wait()
        server.close()
        await server.wait_closed()

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()], name="mail-sink")
    thread.start()
    try:
        assert ready.wait(10), "The mail sink did not start."
        yield sink
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(10)
        loop.close()


@contextmanager
def worker() -> Iterator[None]:
    """React to events twice a second, as `manage.py worker` does; its failures are the block's own."""
    stopped, failures = threading.Event(), list[BaseException]()

    def work() -> None:
        try:
            while not stopped.wait(0.5):
                drain()
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, name="worker")
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(30)
    if failures:
        raise failures[0]
