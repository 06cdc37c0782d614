"""What happens to applications by the clock: harmless when it comes late, twice or not at all."""

from collections.abc import Callable
from datetime import datetime

from apps.applications import services
from apps.applications.lines import LINES
from hearth.kernel.scheduling import Run, daily, every, scheduled


@scheduled("applications.expire_offers", every(minutes=5), atomic=False)
def end_unanswered_offers(run: Run) -> str:
    """Let the offers go that nobody answered in time, and ask the next ones."""
    return f"{LINES.expire_due()} ended"


@scheduled("applications.remind", every(hours=1), atomic=False)
def remind_of_answers(run: Run) -> str:
    """Remind those who owe an answer, and tell others of what a reminder did not move."""
    reminded = _in_chunks(services.remind_of_overdue, run.due_at)
    escalated = _in_chunks(services.escalate_overdue, run.due_at)
    return f"{reminded} reminded, {escalated} escalated"


@scheduled("applications.expire_drafts", daily("03:45"), atomic=False)
def end_old_drafts(run: Run) -> str:
    """End drafts that nobody touched for a month."""
    return f"{_in_chunks(services.expire_drafts, run.due_at)} ended"


def _in_chunks(step: Callable[[datetime], int], now: datetime) -> int:
    """Repeat a step, a transaction each, until it finds nothing more to do."""
    total = 0
    while done := step(now):
        total += done
    return total
