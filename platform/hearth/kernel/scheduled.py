"""What the kernel forgets by the clock. Looks at masked data stay for good: they are part of the audit."""

from datetime import timedelta

from django.db.models import Q

from hearth.kernel.ids import earliest_uuid7
from hearth.kernel.jobs.results import empty_expired
from hearth.kernel.limits import limits
from hearth.kernel.models import Delivery, IdempotencyRecord, RateCounter, ScheduledRun
from hearth.kernel.scheduling import Run, daily, every, scheduled
from hearth.kernel.sweeping import delete_in_steps

ANSWERS_KEPT = timedelta(days=1)
RECORDS_KEPT = timedelta(days=90)


@scheduled("kernel.forget_answers", every(hours=1), atomic=False)
def forget_answers(run: Run) -> str:
    """Forget the answers that were kept for repeats of a request."""
    over = IdempotencyRecord.objects.filter(created_at__lt=run.due_at - ANSWERS_KEPT)
    return f"{delete_in_steps(over)} answers"


@scheduled("kernel.forget_counters", daily("02:20"), atomic=False)
def forget_counters(run: Run) -> str:
    """Forget how much of a limit was spent in windows that are over."""
    known = limits()
    over = ~Q(name__in=known)
    for limit in known.values():
        over |= Q(name=limit.name, started_at__lte=run.due_at - limit.per)
    return f"{delete_in_steps(RateCounter.objects.filter(over))} counters"


@scheduled("kernel.forget_deliveries", daily("02:30"), atomic=False)
def forget_deliveries(run: Run) -> str:
    """Forget deliveries that were done long ago; their events stay, and so does what was given up."""
    old = Delivery.objects.filter(pk__lt=earliest_uuid7(run.due_at - RECORDS_KEPT))
    return f"{delete_in_steps(old.filter(state=Delivery.State.DONE))} deliveries"


@scheduled("kernel.forget_runs", daily("02:40"), atomic=False)
def forget_runs(run: Run) -> str:
    """Forget runs of scheduled work that ended long ago; no due time that old is ever looked at again."""
    return f"{delete_in_steps(ScheduledRun.objects.filter(finished_at__lt=run.due_at - RECORDS_KEPT))} runs"


@scheduled("kernel.empty_jobs", every(hours=1), atomic=False)
def empty_jobs(run: Run) -> str:
    """Delete the files of jobs whose week is over, and what the stopped ones would have gone on with."""
    total = 0
    while found := empty_expired():
        total += found
    return f"{total} jobs"
