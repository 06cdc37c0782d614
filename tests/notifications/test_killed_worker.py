"""A worker is killed after the mail was accepted: no second mail, and somebody sees that it is open."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apps.notifications.models import Mail
from hearth.kernel.models import Delivery, Event
from tests import factories
from tests.background import MailSink, mail_sink
from tests.cast import Cast
from tests.notifications.telling import tell

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = ["manage.py", "worker"]
CARELESS = ["-m", "tests.notifications.careless_worker"]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[MailSink]:
    with mail_sink(tmp_path) as found:
        yield found


def start(sink: MailSink, *words: str) -> "subprocess.Popen[bytes]":
    """Start a real process on the database of this test."""
    at = connection.settings_dict
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    url = f"postgresql://{who}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hearth.config.settings.test",
        "DATABASE_URL": url,
        "MAIL_PORT": str(sink.port),
    }
    return subprocess.Popen([sys.executable, *words], cwd=settings.ROOT, env=env)


def work_once(sink: MailSink, *words: str) -> None:
    assert start(sink, *words, "--once").wait(60) == 0


@contextmanager
def killed_when_accepted(sink: MailSink, *words: str) -> Iterator[None]:
    """Kill the worker while the server has the mail, and before it could note that it went out."""
    process = start(sink, *words)
    sink.accepted = lambda: process.send_signal(signal.SIGKILL)
    try:
        yield
        assert process.wait(60) == -signal.SIGKILL
    finally:
        process.kill()
        process.wait()
        sink.accepted = lambda: None


def told(cast: Cast) -> Mail:
    return tell(cast.petra, about=factories.pet(cast.petra))


def received(sink: MailSink) -> list[Any]:
    return sink.mails_to("petra@hearth.example")


def five_minutes_later() -> None:
    sending = Delivery.objects.filter(state="sending")
    assert sending.update(settled_at=timezone.now() - timedelta(minutes=5, seconds=1)) == 1


def states(mail: Mail) -> tuple[str, list[str]]:
    mail.refresh_from_db()
    deliveries = Delivery.objects.filter(handler="notifications.send_mail", target_id=mail.pk)
    return mail.state, list(deliveries.order_by("sequence").values_list("state", flat=True))


def test_leaves_one_mail_that_is_listed_as_uncertain_and_sent_again_only_on_demand(
    cast: Cast, sink: MailSink
) -> None:
    mail = told(cast)
    with killed_when_accepted(sink, *WORKER):
        pass
    assert len(received(sink)) == 1
    assert states(mail) == ("sending", ["sending"])
    work_once(sink, *WORKER)
    assert states(mail) == ("sending", ["sending"])
    five_minutes_later()
    work_once(sink, *WORKER)
    assert states(mail) == ("uncertain", ["uncertain"])
    assert len(received(sink)) == 1

    sam = cast.browser("sam")
    listed = sam.get(reverse("admin:notifications_mail_changelist") + "?state__exact=uncertain")
    assert str(mail.pk) in listed.content.decode()
    page = reverse("admin:notifications_mail_change", args=[mail.pk])
    assert "Send again" in sam.get(page).content.decode()
    again = reverse("admin:notifications_mail_send_again", args=[mail.pk])
    assert sam.post(again, {"_form_submitted": "1"}).status_code == 200
    assert states(mail) == ("queued", ["uncertain", "queued"])
    assert Event.objects.get(name="mail.sent_again").actor == cast.sam
    work_once(sink, *WORKER)
    work_once(sink, *WORKER)
    first, second = received(sink)
    assert first["Message-ID"] != second["Message-ID"]
    assert states(mail) == ("sent", ["uncertain", "done"])
    assert mail.attempts == 2


def test_would_send_twice_without_the_commit_of_sending(cast: Cast, sink: MailSink) -> None:
    """Negative control: the killed worker's transaction takes the claim back with it."""
    mail = told(cast)
    with killed_when_accepted(sink, *CARELESS):
        pass
    assert states(mail) == ("queued", ["queued"])
    work_once(sink, *CARELESS)
    assert len(received(sink)) == 2
