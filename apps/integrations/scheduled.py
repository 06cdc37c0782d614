from datetime import timedelta

from apps.integrations.models import StravaFarewell
from apps.integrations.strava.config import is_on
from apps.integrations.strava.inbox import due, forget_old, work_off
from hearth.kernel.scheduling import Run, daily, every, scheduled


@scheduled("integrations.strava_inbox", every(minutes=1), atomic=False, only_if=is_on)
def look_up_what_waits(run: Run) -> str:
    """Try again what Strava did not answer, and what a worker left in the middle."""
    waiting = due()
    for pk in waiting:
        work_off(pk)
    return f"{len(waiting)} looked up"


@scheduled("integrations.forget", daily("03:50"))
def forget_what_is_done(run: Run) -> str:
    """Delete old notices, and the tokens of farewells that Strava would not hear."""
    silent, _ = StravaFarewell.objects.filter(created_at__lt=run.due_at - timedelta(days=2)).delete()
    return f"{forget_old() + silent} forgotten"
