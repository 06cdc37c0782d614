"""Telling people: mail is written down in the transaction of what it tells, and sent by the worker."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone

from apps.accounts.models import User
from apps.notifications.models import Mail
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record


@transaction.atomic
def queue_mail(user: User, *, template: str, about: Model, context: dict[str, Any]) -> Mail:
    """Write a mail down for sending. `template` names a pair of .txt and .html; `context` is kept as JSON."""
    mail = Mail.objects.create(
        user=user, template=template, context=context, about_type=about._meta.label_lower, about_id=about.pk
    )
    record("mail.queued", mail, by=system_subject(), data={"template": template})
    return mail


def render(mail: Mail) -> EmailMultiAlternatives:
    """The message as it goes out; the first line of the text template is its subject."""
    context = {
        **mail.context,
        "url": settings.SITE_URL + mail.context.get("path", "/"),
        "site_url": settings.SITE_URL,
    }
    first, _, text = render_to_string(f"{mail.template}.txt", context).partition("\n")
    message = EmailMultiAlternatives(
        subject=" ".join(first.removeprefix("Subject:").split()),
        body=text.strip() + "\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.user.email],
        # One id for one mail, so that a doubled message can be told from a second one.
        headers={"Message-ID": f"<{mail.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"},
    )
    message.attach_alternative(render_to_string(f"{mail.template}.html", context), "text/html")
    return message


def mark(mail: Mail, state: Mail.State) -> None:
    sent_at = timezone.now() if state == Mail.State.SENT else None
    Mail.objects.filter(pk=mail.pk).update(state=state, sent_at=sent_at, updated_at=timezone.now())
