"""The README's journey is run as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings as configured
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from apps.listings.models import Pet
from hearth.local.people import PEOPLE
from tests.background import mail_sink, worker
from tests.cast import Cast

README = configured.ROOT / "README.md"


def test_journey_in_curl(cast: Cast, live_server: LiveServer, settings: Any, tmp_path: Path) -> None:
    cast.person("mona")
    with mail_sink(tmp_path) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_PORT = sink.port
        environment = {
            **os.environ,
            "HEARTH": live_server.url,
            "MAIL_FOLDER": str(tmp_path),
            "PYTHON": sys.executable,
            "DJANGO_SETTINGS_MODULE": "hearth.config.settings.test",
            "DATABASE_URL": address_of_database(),
        }
        with worker():
            done = subprocess.run(
                ["sh", "-c", journey()],
                cwd=README.parent,
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
            )
        mails = sink.mails_to(PEOPLE["petra"].email)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    assert done.stdout.splitlines()[:2] == ["Olive pending", "('Olive', 'approved')"]
    assert [pet.name for pet in Pet.objects.in_public().live()] == ["Olive"]
    assert [mail["Subject"] for mail in mails] == ["Olive is on Hearth now"]


def test_journey_is_short() -> None:
    assert len(journey().splitlines()) <= 30


def journey() -> str:
    (section,) = re.findall(r"<!-- journey -->(.*?)<!-- /journey -->", README.read_text(), re.DOTALL)
    (block,) = re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    return str(block)


def address_of_database() -> str:
    """The test database, for another process."""
    found = connection.settings_dict
    credentials = f"{found['USER']}:{found['PASSWORD']}"
    return f"postgresql://{credentials}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
