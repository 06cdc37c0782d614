"""What happens to rides by the clock: harmless when it comes late, twice or not at all."""

from apps.rides.lines import RIDES
from hearth.kernel.scheduling import Run, every, scheduled


@scheduled("rides.expire_offers", every(minutes=5), atomic=False)
def end_unanswered_offers(run: Run) -> str:
    """Let the offers go that nobody answered in time, and ask the next ones."""
    return f"{RIDES.expire_due(now=run.due_at)} ended"
