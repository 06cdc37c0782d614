"""From a row to a message on the wire, and back to what became of it."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.kinds import kind_named
from apps.notifications.models import Mail
from apps.notifications.services.links import unsubscribe_link
from apps.notifications.services.wishes import address_wants, wish_of
from apps.notifications.texts import Text, language_of, written
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import NotNeeded, record
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import Conflict
from hearth.kernel.transactions import transactional

State = Mail.State

OF_DELIVERY = {
    Delivery.State.QUEUED: State.QUEUED,
    Delivery.State.SENDING: State.SENDING,
    Delivery.State.DONE: State.SENT,
    Delivery.State.UNCERTAIN: State.UNCERTAIN,
    Delivery.State.DEAD: State.FAILED,
}
SENT_AGAIN = (State.UNCERTAIN, State.FAILED)
"""The states from which somebody may send a mail again."""


class NotSent(NotNeeded):
    """The mail is not for sending (any more); `state` says which end that is."""

    def __init__(self, state: Mail.State, words: str) -> None:
        super().__init__(words)
        self.state = state


@transactional
def send_again(mail: Mail, *, by: Subject) -> Mail:
    """Give an uncertain or failed mail one more delivery; raise Conflict for any other.

    It may then arrive twice: whether the first one did is what nobody knows.
    """
    require(by, "send_again", mail)
    if not mail.context:
        raise Conflict("Its words were forgotten.", state=mail.state)
    now = timezone.now()
    open_again = Mail.objects.filter(pk=mail.pk, state__in=SENT_AGAIN)
    if not open_again.update(state=State.QUEUED, error="", updated_at=now, version=F("version") + 1):
        state = Mail.objects.values_list("state", flat=True).get(pk=mail.pk)
        words = State(state).label.lower()
        raise Conflict(f"Only an uncertain or failed mail is sent again; this one is “{words}”.", state=state)
    mail.refresh_from_db()
    record("mail.sent_again", mail, by=by, data={"kind": mail.kind})
    return mail


def address_of(mail: Mail) -> str:
    """Where the mail goes now; raise NotSent when it goes nowhere."""
    kind = kind_named(mail.kind)
    if mail.user is None:
        if not mail.address:
            raise NotSent(State.NO_ADDRESS, "the address was erased")
        if not address_wants(mail.address, kind):
            raise NotSent(State.SWITCHED_OFF, "the address wants no such mail")
        return mail.address
    if mail.user.status == User.Status.ERASED or not (mail.user.email and mail.user.email_verified):
        raise NotSent(State.NO_ADDRESS, "no confirmed address")
    if mail.user.status == User.Status.SUSPENDED and not kind.mandatory:
        raise NotSent(State.SWITCHED_OFF, "the account is suspended")
    if not wish_of(mail.user, kind).email:
        raise NotSent(State.SWITCHED_OFF, "the person wants no such mail")
    return mail.user.email


def compose(mail: Mail, attempt: Event) -> EmailMultiAlternatives:
    """The message as it goes out, plain text first. Raise NotSent when there is nothing to say any more."""
    kind = kind_named(mail.kind)
    address = address_of(mail)
    if not mail.context:
        raise NotSent(State.SWITCHED_OFF, "its words were forgotten")
    secrets = kind.secrets(mail.about_id) if kind.secrets else {}
    if secrets is None:
        raise NotSent(State.SWITCHED_OFF, "there is nothing left to tell")
    link = "" if kind.mandatory else unsubscribe_link(mail)
    text = text_of(mail, secrets=dict(secrets), unsubscribe_url=link)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {
        # One id for one recorded attempt: a doubled message can be told from one that was sent again.
        "Message-ID": f"<{attempt.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    if link:
        headers["List-Unsubscribe"] = f"<{link}/one-click>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=text.subject,
        body=text.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[address],
        headers=headers,
    )
    message.attach_alternative(text.html, "text/html")
    return message


def text_of(mail: Mail, *, secrets: dict[str, Any], unsubscribe_url: str = "") -> Text:
    """The words of a mail in its reader's language and timezone."""
    context = {"name": mail.user.display_name if mail.user else "", **mail.context, **secrets}
    return written(
        kind_named(mail.kind),
        context,
        language=language_of(mail.user.locale if mail.user else mail.language),
        zone=mail.user.timezone if mail.user else settings.TIME_ZONE,
        unsubscribe_url=unsubscribe_url,
    )


def follow(delivery: Delivery, cause: Exception | None) -> None:
    """Keep the mail's state as its delivery's, in the same transaction."""
    now = timezone.now()
    state = cause.state if isinstance(cause, NotSent) else OF_DELIVERY[Delivery.State(delivery.state)]
    changes: dict[str, Any] = {"state": state, "error": delivery.error}
    if state == State.SENDING:
        changes |= {"attempts": F("attempts") + 1, "tried_at": now}
    if state == State.SENT:
        changes["sent_at"] = now
    mails = Mail.objects.filter(pk=delivery.target_id)
    mails.update(**changes, updated_at=now, version=F("version") + 1)
