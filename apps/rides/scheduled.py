"""What happens to rides by the clock: harmless when it comes late, twice or not at all."""

from django.utils import timezone

from apps.rides.contacts import forget_copies
from apps.rides.lines import RIDES
from apps.rides.services import close_lines_of_the_past, make_all_ahead
from hearth.kernel.scheduling import Run, daily, every, scheduled


@scheduled("rides.expire_offers", every(minutes=5), atomic=False)
def end_unanswered_offers(run: Run) -> str:
    """Let the offers go that nobody answered in time, and ask the next ones."""
    return f"{RIDES.expire_due(now=run.due_at)} ended"


@scheduled("rides.close_lines", every(hours=1), atomic=False)
def end_waits_for_what_is_past(run: Run) -> str:
    """Let nobody go on waiting for a ride that nobody pressed “start” of."""
    return f"{close_lines_of_the_past(run.due_at)} closed"


@scheduled("rides.make_ahead", every(hours=6), atomic=False)
def make_rides_of_series(run: Run) -> str:
    """Make the rides of every series, twelve weeks ahead."""
    made, served = make_all_ahead(timezone.now())
    return f"{made} made of {served} series"


@scheduled("rides.forget_contacts", daily("03:40"))
def forget_shared_contacts(run: Run) -> str:
    """Delete the copies of emergency contacts that nobody needs any more."""
    return f"{forget_copies(run.due_at)} forgotten"
