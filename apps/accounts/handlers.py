from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts import services
from apps.accounts.models import User
from hearth.kernel.events import on
from hearth.kernel.jobs import empty_jobs_of
from hearth.kernel.models import Event


@on("user.erased")
def forget_what_came_late(event: Event) -> None:
    """Sweep once more: a request that was let in just before the erasure may have written just after it."""
    services.forget_rows_about(User.objects.get(pk=event.target_id))


@on("user.erased")
def forget_files_of_jobs(event: Event) -> None:
    """Delete what their exports wrote, which lies outside the database."""
    empty_jobs_of(User.objects.get(pk=event.target_id))


@on("user.erased")
def forget_sessions(event: Event) -> None:
    """Delete the person's sessions. They ended with the erasure itself; only the rows are still there."""
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    for session in alive.iterator(chunk_size=500):
        if session.get_decoded().get(SESSION_KEY) == str(event.target_id):
            session.delete()
