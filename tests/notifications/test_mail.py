"""Owners are told what was decided: real mail, on the wire, once."""

import email
import email.policy
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from apps.listings.models import Pet
from apps.moderation.services import decide
from apps.notifications.models import Mail
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


class Letterbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answer = "250 Kept"
        self.hangs_up = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        found: Any = email.message_from_bytes(content, policy=email.policy.default)
        self.mails.append(found)
        if self.hangs_up and server.transport is not None:
            server.transport.abort()
        return self.answer


@pytest.fixture
def letterbox(settings: Any) -> Iterator[Letterbox]:
    box = Letterbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        settings.EMAIL_PORT = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.SITE_URL = "https://hearth.example"
    yield box
    controller.stop()


def decided(cast: Cast, action: str, reason: str = "", note: str = "", **facts: Any) -> Pet:
    facts = {"name": "Biscuit", **facts}
    pet = factories.pet(cast.petra, moderation="approved" if action == "remove" else "pending", **facts)
    decide(pet, by=cast.subject("mona"), action=action, reason=reason, note=note, seen_version=1)
    return pet


def test_owner_is_told_that_it_is_published(cast: Cast, letterbox: Letterbox) -> None:
    pet = decided(cast, "approve")
    drain()
    (mail,) = letterbox.mails
    assert mail["To"] == "petra@hearth.example"
    assert "Biscuit" in mail["Subject"]
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert f"https://hearth.example/pets/{pet.pk}" in part
        assert "Petra" in part
    assert Mail.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("action", "reason", "words"),
    [
        ("request_changes", "photos", "The photos do not show the animal well enough"),
        ("reject", "selling", "This looks like trade, not rehoming"),
        ("remove", "scam", "It looks like a scam"),
    ],
)
def test_owner_is_told_why_not(
    cast: Cast, letterbox: Letterbox, action: str, reason: str, words: str
) -> None:
    decided(cast, action, reason, note="Please <look> again & write to us.")
    drain()
    (mail,) = letterbox.mails
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert words in text.get_content()
    assert "Please <look> again & write to us." in text.get_content()
    assert words in html.get_content()
    assert "Please &lt;look&gt; again &amp; write to us." in html.get_content()


def test_mail_is_sent_once(cast: Cast, letterbox: Letterbox) -> None:
    decided(cast, "approve")
    drain()
    drain()
    assert len(letterbox.mails) == 1


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n", "\x0b", "\u2028"])
def test_name_cannot_add_headers(cast: Cast, letterbox: Letterbox, line_end: str) -> None:
    name = f"Biscuit{line_end}Bcc: everybody@hearth.example"
    decided(cast, "approve", name=name)
    drain()
    (mail,) = letterbox.mails
    assert mail["Bcc"] is None
    assert mail["To"] == "petra@hearth.example"


def test_person_without_a_confirmed_address_gets_none(cast: Cast, letterbox: Letterbox) -> None:
    pet = factories.pet(cast.petra, moderation="pending")
    type(cast.petra).objects.update(email_verified=False)
    decide(pet, by=cast.subject("mona"), action="approve", seen_version=1)
    drain()
    assert letterbox.mails == []
    assert Mail.objects.get().state == "no_address"


def test_mail_waits_for_a_server_that_is_down(cast: Cast, letterbox: Letterbox, settings: Any) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9
    decided(cast, "approve")
    drain()
    delivery = Delivery.objects.get(handler="notifications.send_mail")
    assert (delivery.state, delivery.attempts) == ("queued", 1)
    settings.EMAIL_PORT = port
    Delivery.objects.update(available_at=delivery.event.occurred_at)
    drain()
    assert len(letterbox.mails) == 1


def test_mail_that_the_server_refuses_is_tried_again(cast: Cast, letterbox: Letterbox) -> None:
    letterbox.answer = "451 Later, please"
    decided(cast, "approve")
    drain()
    delivery = Delivery.objects.get(handler="notifications.send_mail")
    assert (delivery.state, delivery.attempts) == ("queued", 1)
    letterbox.answer = "250 Kept"
    Delivery.objects.update(available_at=delivery.event.occurred_at)
    drain()
    assert Mail.objects.get().state == "sent"


def test_broken_connection_leaves_it_uncertain_and_is_never_resent(cast: Cast, letterbox: Letterbox) -> None:
    letterbox.hangs_up = True
    decided(cast, "approve")
    drain()
    delivery = Delivery.objects.get(handler="notifications.send_mail")
    assert delivery.state == "uncertain"
    Delivery.objects.update(available_at=delivery.event.occurred_at)
    drain()
    assert len(letterbox.mails) == 1


def test_address_does_not_stay_in_the_record_of_a_refusal(cast: Cast, letterbox: Letterbox) -> None:
    letterbox.answer = "550 petra@hearth.example is unknown here"
    decided(cast, "approve")
    drain()
    for error in (Mail.objects.get().error, Delivery.objects.get(handler="notifications.send_mail").error):
        assert "550" in error
        assert "unknown here" in error
        assert "petra@" not in error
