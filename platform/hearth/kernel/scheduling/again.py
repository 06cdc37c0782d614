"""Runs that were given up, once more."""

from django.utils import timezone

from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.models import ScheduledRun
from hearth.kernel.problems import WrongState
from hearth.kernel.transactions import transactional

State = ScheduledRun.State


@transactional
def try_again(run: ScheduledRun, *, by: Subject) -> ScheduledRun:
    """Let a run that was given up be tried as often as a new one; raise WrongState for any other."""
    require(by, "try_again", run)
    locked = ScheduledRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if locked.state != State.FAILED:
        words = State(locked.state).label.lower()
        raise WrongState(f"It is “{words}”; only what was given up is tried again.", state=locked.state)
    locked.state, locked.attempts, locked.finished_at = State.RETRYING, 0, None
    locked.available_at = timezone.now()
    locked.save(update_fields=["state", "attempts", "finished_at", "available_at"])
    record(
        "scheduled_run.replayed",
        locked,
        by=by,
        from_state=State.FAILED,
        to_state=locked.state,
        data={"name": locked.name, "key": locked.key, "due_at": locked.due_at.isoformat()},
    )
    return locked
