"""Each mail says what became of it, as its delivery does; what is open can be sent again, once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from apps.notifications import kinds
from apps.notifications.kinds import Kind, registered
from apps.notifications.models import Mail
from apps.notifications.services import forget_person, notify, send_again
from hearth.kernel.events.worker import MOST_ATTEMPTS, drain
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import Conflict, NotAllowed, NotFound
from tests import factories
from tests.cast import Cast
from tests.notifications.telling import FACTS, tell
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(cast: Cast) -> Mail:
    return tell(cast.petra, about=factories.pet(cast.petra))


def delivery_of(mail: Mail) -> Delivery:
    return Delivery.objects.filter(target_id=mail.pk).latest("sequence")


def settle(mail: Mail, state: str) -> Mail:
    Delivery.objects.filter(target_id=mail.pk).update(state="uncertain" if state == "uncertain" else "dead")
    Mail.objects.filter(pk=mail.pk).update(state=state)
    mail.refresh_from_db()
    return mail


def test_sent_says_when_and_with_which_attempt(mail: Mail, mailoutbox: list[Any]) -> None:
    assert (mail.state, mail.attempts, mail.tried_at) == ("queued", 0, None)
    drain()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.error) == ("sent", 1, "")
    assert mail.tried_at is not None
    assert mail.sent_at is not None
    assert delivery_of(mail).state == "done"
    assert mail.version == 3


def test_headers_say_that_a_machine_wrote_it(mail: Mail, mailoutbox: list[Any]) -> None:
    drain()
    (sent,) = mailoutbox
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert sent.extra_headers["Message-ID"] == f"<{delivery_of(mail).event_id}@hearth.example>"
    parts = [part.get_content_type() for part in sent.message().walk()]
    assert parts == ["multipart/alternative", "text/plain", "text/html"]


def test_failing_for_good_is_mirrored(mail: Mail, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 9
    for attempt in range(1, MOST_ATTEMPTS + 1):
        Delivery.objects.update(available_at=timezone.now())
        drain()
        mail.refresh_from_db()
        assert mail.attempts == attempt
        assert mail.state == ("queued" if attempt < MOST_ATTEMPTS else "failed")
        assert "ConnectionRefusedError" in mail.error


def test_what_hangs_is_mirrored_as_uncertain(mail: Mail) -> None:
    long_ago = timezone.now() - timedelta(minutes=6)
    Delivery.objects.filter(target_id=mail.pk).update(state="sending", settled_at=long_ago)
    drain()
    mail.refresh_from_db()
    assert (mail.state, delivery_of(mail).state) == ("uncertain", "uncertain")


def test_a_worker_that_comes_back_too_late_changes_nothing(
    cast: Cast, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was given up and sent again meanwhile: its old news must not settle the new attempt."""

    def slow(*args: Any, **kwargs: Any) -> int:
        long_ago = timezone.now() - timedelta(minutes=6)
        Delivery.objects.filter(target_id=mail.pk).update(settled_at=long_ago)
        monkeypatch.undo()
        drain()
        send_again(Mail.objects.get(pk=mail.pk), by=cast.subject("sam"))
        return 1

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", slow)
    while not Event.objects.filter(name="mail.sent_again").exists():
        assert drain(1)
    mail.refresh_from_db()
    assert mail.state == "queued"
    assert [row.state for row in Delivery.objects.filter(target_id=mail.pk).order_by("sequence")] == [
        "uncertain",
        "queued",
    ]


@pytest.mark.parametrize(
    ("status", "state"), [("active", "sent"), ("suspended", "switched_off"), ("erased", "no_address")]
)
def test_people_who_were_suspended_or_erased_meanwhile_get_none(mail: Mail, status: str, state: str) -> None:
    type(mail.user).objects.filter(pk=mail.user_id).update(status=status)
    drain()
    mail.refresh_from_db()
    assert mail.state == state


@pytest.mark.parametrize(("status", "state"), [("suspended", "sent"), ("erased", "no_address")])
def test_only_mandatory_mail_reaches_a_suspended_person(cast: Cast, status: str, state: str) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    mail = tell(cast.rosa, about=harbour, kind="organization.suspended", organization_name="Harbour Paws")
    gone = {"email": None, "email_verified": False} if status == "erased" else {}
    type(cast.rosa).objects.filter(pk=cast.rosa.pk).update(status=status, **gone)
    drain()
    mail.refresh_from_db()
    assert mail.state == state


def test_nobody_tells_the_erased(cast: Cast) -> None:
    type(cast.petra).objects.filter(pk=cast.petra.pk).update(status="erased")
    pet = factories.pet(cast.petra)
    notify(cast.person("petra"), "pet.approved", about=pet, context=FACTS)
    assert not Mail.objects.exists()


def test_secrets_are_asked_when_it_is_sent_and_never_kept(
    cast: Cast, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registered()["pet.approved"]
    asked: list[Any] = []

    def secret(about_id: Any) -> dict[str, Any]:
        asked.append(about_id)
        return {"path": "/open/s3cret"}

    kind = Kind(**{**known.__dict__, "name": "test.secret", "secrets": secret})
    monkeypatch.setitem(kinds._kinds, kind.name, kind)
    pet = factories.pet(cast.petra)
    notify(cast.petra, kind.name, about=pet, context={"pet_name": "Biscuit", "reason": "", "note": ""})
    assert asked == []
    drain()
    assert asked == [pet.pk]
    assert "/open/s3cret" in mailoutbox[0].body
    mail = Mail.objects.get()
    assert "s3cret" not in str(mail.context)
    page = cast.browser("sam").get(f"/admin/notifications/mail/{mail.pk}/change/").content.decode()
    assert "•••" in page
    assert "s3cret" not in page


def test_secrets_may_say_that_there_is_nothing_left_to_tell(
    cast: Cast, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = registered()["pet.approved"]
    kind = Kind(**{**known.__dict__, "name": "test.secret", "secrets": lambda about_id: None})
    monkeypatch.setitem(kinds._kinds, kind.name, kind)
    mail = tell(cast.petra, about=factories.pet(cast.petra), kind=kind.name)
    drain()
    mail.refresh_from_db()
    assert (mail.state, mailoutbox) == ("switched_off", [])


@pytest.mark.parametrize("state", ["uncertain", "failed"])
def test_open_mail_is_sent_again_once(cast: Cast, mail: Mail, mailoutbox: list[Any], state: str) -> None:
    again = send_again(settle(mail, state), by=cast.subject("sam"))
    assert again.state == "queued"
    with pytest.raises(Conflict, match="waiting"):
        send_again(again, by=cast.subject("sam"))
    drain()
    drain()
    assert len(mailoutbox) == 1
    assert Event.objects.get(name="mail.sent_again", target_id=mail.pk).actor == cast.sam


@pytest.mark.parametrize("state", ["queued", "sending", "sent", "no_address", "switched_off"])
def test_nothing_else_is_sent_again(cast: Cast, mail: Mail, state: str) -> None:
    Mail.objects.filter(pk=mail.pk).update(state=state)
    with pytest.raises(Conflict) as refusal:
        send_again(mail, by=cast.subject("sam"))
    assert refusal.value.status == 409
    assert not Event.objects.filter(name="mail.sent_again").exists()


@pytest.mark.parametrize(("name", "refusal"), [("petra", NotAllowed), ("mona", NotFound), ("ana", NotFound)])
def test_only_site_admins_send_again(cast: Cast, mail: Mail, name: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        send_again(settle(mail, "uncertain"), by=cast.subject(name))


@pytest.mark.django_db(transaction=True)
def test_two_who_press_together_cause_one_delivery(cast: Cast, mail: Mail) -> None:
    settle(mail, "uncertain")
    sam = cast.subject("sam")
    answers = together(*[lambda: send_again(Mail.objects.get(pk=mail.pk), by=sam)] * 8)
    assert sum(isinstance(answer, Mail) for answer in answers) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 7
    assert Event.objects.filter(name="mail.sent_again").count() == 1


def test_forgetting_a_person_leaves_the_bare_record(cast: Cast, mail: Mail) -> None:
    forget_person(cast.petra)
    mail.refresh_from_db()
    assert mail.context == {}
    assert not cast.petra.notifications.exists()
    assert not cast.petra.preferences.exists()


def test_waits_for_its_transaction(cast: Cast) -> None:
    pet = factories.pet(cast.petra)
    with transaction.atomic():
        tell(cast.petra, about=pet)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_unknown_kinds_are_a_mistake(cast: Cast) -> None:
    with pytest.raises(LookupError):
        notify(cast.petra, f"pet.{uuid4()}", about=factories.pet(cast.petra), context={})
