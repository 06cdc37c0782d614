import smtplib

from django.core.mail import get_connection

from apps.notifications.models import Mail
from apps.notifications.services import mark, render
from hearth.kernel.events import NotDone, on
from hearth.kernel.models import Event

REFUSED = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
)
"""The server's own word that it did not take the mail."""


@on("mail.queued", outside=True)
def send_mail(event: Event) -> None:
    """Hand the mail to the SMTP server; only what surely did not go out is tried again."""
    mail = Mail.objects.select_related("user").get(pk=event.target_id)
    if not (mail.user.email and mail.user.email_verified):
        mark(mail, Mail.State.NO_ADDRESS)
        return
    try:
        message = render(mail)
        message.message()
        message.connection = get_connection()
        message.connection.open()
    except Exception as error:
        # Nothing has been said to the server about this mail yet.
        raise NotDone(f"{type(error).__name__}: {error}") from error
    try:
        message.send()
    except REFUSED as error:
        raise NotDone(f"{type(error).__name__}: {error}") from error
    finally:
        message.connection.close()
    mark(mail, Mail.State.SENT)
