from hearth.kernel.scheduling import Run, every, scheduled
from tests.example.sheds.workflows import LOANS


@scheduled("sheds.expire_offers", every(minutes=5), atomic=False)
def end_unanswered_offers(run: Run) -> str:
    """Let the offers go that nobody answered in time, and ask the next ones."""
    return f"{LOANS.expire_due()} ended"
