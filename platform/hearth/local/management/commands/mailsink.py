import asyncio
import os
import re
import signal
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management.base import BaseCommand

from hearth.config import env
from hearth.local import state


class Keep:
    """Writes each mail once per recipient; who reads the folder never sees half a mail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            keep(self.folder, recipient, content)
        return "250 Kept"


def keep(folder: Path, recipient: str, content: bytes) -> Path:
    """Store a mail as `DATE TIME RECIPIENT.eml`, without blanks, in the order of arrival."""
    safe = re.sub(r"[^A-Za-z0-9@.+-]", "_", recipient)[:100]
    path = folder / f"{datetime.now(UTC):%Y-%m-%d_%H-%M-%S.%f}_{safe}.eml"
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.rename(draft, path)
    return path


async def serve(port: int, folder: Path) -> None:
    """Receive mail on 127.0.0.1 until SIGINT or SIGTERM."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    server = await loop.create_server(
        lambda: SMTP(Keep(folder), hostname="localhost", loop=loop), "127.0.0.1", port
    )
    await stopped.wait()
    server.close()


class Command(BaseCommand):
    help = "Receive the site's mail on 127.0.0.1, port MAIL_PORT (8025), into .local/mail/*.eml."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(serve(env.integer("MAIL_PORT", 8025), state.folder("mail")))
