import smtplib

from apps.notifications.models import Mail
from apps.notifications.services import mark, render
from hearth.kernel.events import NotDone, on
from hearth.kernel.models import Event


@on("mail.queued", outside=True)
def send_mail(event: Event) -> None:
    """Hand the mail to the SMTP server; only what surely did not go out is tried again."""
    mail = Mail.objects.select_related("user").get(pk=event.target_id)
    if not (mail.user.email and mail.user.email_verified):
        mark(mail, Mail.State.NO_ADDRESS)
        return
    try:
        message = render(mail)
    except Exception as error:
        raise NotDone(f"{type(error).__name__}: {error}") from error
    try:
        message.send()
    except (ConnectionRefusedError, smtplib.SMTPConnectError, smtplib.SMTPRecipientsRefused) as error:
        raise NotDone(f"{type(error).__name__}: {error}") from error
    mark(mail, Mail.State.SENT)
