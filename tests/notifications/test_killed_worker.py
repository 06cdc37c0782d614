"""A worker is killed after the mail was accepted: no second mail, and somebody sees that it is open."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
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


@contextmanager
def working(sink: MailSink, *words: str) -> Iterator[None]:
    """Let another worker run for as long as the block lasts."""
    process = start(sink, *words)
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(30) == 0


def until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline, "The worker did not get there."
        time.sleep(0.1)


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


def told(cast: Cast, name: str) -> Mail:
    person = cast.person(name)
    return tell(person, about=factories.pet(person))


def received(sink: MailSink, name: str) -> list[Any]:
    return sink.mails_to(f"{name}@hearth.example")


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
    mail = told(cast, "petra")
    with killed_when_accepted(sink, *WORKER):
        pass
    assert len(received(sink, "petra")) == 1
    assert states(mail) == ("sending", ["sending"])
    with working(sink, *WORKER):
        other = told(cast, "ana")
        until(lambda: states(other) == ("sent", ["done"]))
        assert states(mail) == ("sending", ["sending"])
        five_minutes_later()
        until(lambda: states(mail) == ("uncertain", ["uncertain"]))
        assert len(received(sink, "petra")) == 1

        sam = cast.browser("sam")
        listed = sam.get(reverse("admin:notifications_mail_changelist") + "?state__exact=uncertain")
        page = reverse("admin:notifications_mail_change", args=[mail.pk])
        assert page in listed.content.decode()
        assert "Send again" in sam.get(page).content.decode()
        again = reverse("admin:notifications_mail_send_again", args=[mail.pk])
        assert sam.post(again, {"_form_submitted": "1"}).status_code == 200
        until(lambda: states(mail) == ("sent", ["uncertain", "done"]))
        last = told(cast, "ana")
        until(lambda: states(last) == ("sent", ["done"]))
    first, second = received(sink, "petra")
    assert first["Message-ID"] != second["Message-ID"]
    assert mail.attempts == 2
    assert Event.objects.get(name="mail.sent_again").actor == cast.sam


def test_would_send_twice_without_the_commit_of_sending(cast: Cast, sink: MailSink) -> None:
    """Negative control: the killed worker's transaction takes the claim back with it."""
    mail = told(cast, "petra")
    with killed_when_accepted(sink, *CARELESS):
        pass
    with working(sink, *CARELESS):
        until(lambda: states(mail) == ("sent", ["done"]))
    assert len(received(sink, "petra")) == 2
