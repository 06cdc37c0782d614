"""What is told is written down in the transaction of what it tells; mail is sent by the worker."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.kinds import Kind, kind_named
from apps.notifications.models import Mail, Notification
from apps.notifications.services.wishes import wish_of
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.events import record
from hearth.kernel.transactions import transactional


@transactional
def notify(user: User, kind: str, *, about: Model, context: Mapping[str, Any]) -> None:
    """Tell a person on the site and by mail, by their preference.

    `context` is kept as JSON and must hold no secrets (see `Kind.secrets`); times in it are aware and
    printed in the reader's timezone by the filter `moment`. Raise LookupError for an unknown kind.
    """
    known = kind_named(kind)
    if user.status == User.Status.ERASED:
        return
    facts = _facts(known, about, context)
    if wish_of(user, known).in_app:
        Notification.objects.create(user=user, **facts)
    # Whether the mail is wanted is asked when it is sent, which may be much later.
    _queue(Mail(user=user, **facts))


@transactional
def notify_address(
    address: str, kind: str, *, about: Model, context: Mapping[str, Any], language: str = ""
) -> None:
    """Write to an address whose owner may have no account; `language` is a locale such as “de-AT”."""
    _queue(Mail(address=address, language=language[:10], **_facts(kind_named(kind), about, context)))


@transactional
def read(notification: Notification, *, by: Subject) -> Notification:
    """Mark one as read; a repeat changes nothing."""
    require(by, "read", notification)
    now = timezone.now()
    unread = Notification.objects.unread().filter(pk=notification.pk)
    unread.update(read_at=now, updated_at=now, version=F("version") + 1)
    notification.refresh_from_db()
    return notification


@transactional
def read_all(*, by: Subject) -> int:
    """Mark everything of a person as read; return how many it were."""
    now = timezone.now()
    unread = Notification.objects.visible_to(by, "read").unread()
    return int(unread.update(read_at=now, updated_at=now, version=F("version") + 1))


def _facts(kind: Kind, about: Model, context: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind.name,
        "about_type": about._meta.label_lower,
        "about_id": about.pk,
        "context": dict(context),
    }


def _queue(mail: Mail) -> None:
    mail.save(force_insert=True)
    record("mail.queued", mail, by=system_subject(), data={"kind": mail.kind})
