import smtplib
from contextlib import suppress

from django.core.mail import get_connection

from apps.notifications.models import Mail
from apps.notifications.services import notify
from apps.notifications.services.sending import compose, follow
from hearth.kernel.events import NotDone, NotNeeded, on
from hearth.kernel.jobs.kinds import label_of
from hearth.kernel.models import Event, Job

REFUSED = (
    smtplib.SMTPSenderRefused,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPHeloError,
)
"""The server's own word that it did not take the mail."""


@on("mail.queued", "mail.sent_again", outside=True, settled=follow)
def send_mail(event: Event) -> None:
    """Hand the mail to the SMTP server; only what surely did not go out is tried again."""
    try:
        mail = Mail.objects.select_related("user").get(pk=event.target_id)
        message = compose(mail, event)
        message.message()
        connection = get_connection()
        connection.open()
    except NotNeeded:
        raise
    except Exception as error:
        # Nothing has been said to the server about this mail yet.
        raise NotDone(f"{type(error).__name__}: {error}") from error
    try:
        connection.send_messages([message])
    except REFUSED as error:
        # Servers repeat the address, which has no place in a record that outlives its person.
        words = f"{type(error).__name__}: {error}".replace(message.to[0], "…")
        raise NotDone(words) from error
    finally:
        # What goes wrong with the goodbye says nothing about the mail.
        with suppress(Exception):
            connection.close()


@on("job.done", "job.failed")
def tell_owner_of_job(event: Event) -> None:
    """Tell a person that their long work is over, unless it began anew meanwhile."""
    job = Job.objects.select_related("owner").get(pk=event.target_id)
    if job.state != event.to_state:
        return
    context = {
        "label": label_of(job.kind),
        "path": f"/jobs/{job.pk}",
        "file": job.file_name,
        "expires_at": job.expires_at,
        "refused": job.result.get("counts", {}).get("refused", 0),
        "error": job.error,
    }
    notify(job.owner, event.name, about=job, context=context)


@on("job.started_for_owner")
def tell_owner_of_help(event: Event) -> None:
    """Tell a person that somebody who looks after the site started long work in their place."""
    job = Job.objects.select_related("owner").get(pk=event.target_id)
    context = {"label": label_of(job.kind), "path": f"/jobs/{job.pk}", "dry_run": job.is_dry_run}
    notify(job.owner, event.name, about=job, context=context)
