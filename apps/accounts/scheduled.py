from django.contrib.sessions.models import Session

from hearth.kernel.scheduling import Run, daily, scheduled
from hearth.kernel.sweeping import delete_in_steps


@scheduled("accounts.forget_sessions", daily("03:00"), atomic=False)
def forget_sessions(run: Run) -> str:
    """Delete sessions that ended, by their age or because nobody used them."""
    return f"{delete_in_steps(Session.objects.filter(expire_date__lt=run.due_at))} sessions"
