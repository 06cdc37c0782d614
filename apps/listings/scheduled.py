"""What happens to listings by the clock: harmless when it comes late, twice or not at all."""

from collections.abc import Callable
from datetime import datetime

from apps.listings import services
from hearth.kernel.scheduling import Run, daily, every, scheduled


@scheduled("listings.remind", every(hours=1), atomic=False)
def ask_whether_still_available(run: Run) -> str:
    """Ask people whose listings end in two weeks, and in three days."""
    return f"{_in_chunks(services.remind_of_expiry, run.due_at)} asked"


@scheduled("listings.expire", every(hours=1), atomic=False)
def end_what_nobody_answers_for(run: Run) -> str:
    """Take down the listings for which nobody answered in time."""
    ended = _in_chunks(services.expire_pets, run.due_at)
    asked = _in_chunks(services.ask_about_the_forgotten, run.due_at)
    return f"{ended} ended, {asked} asked first" if asked else f"{ended} ended"


@scheduled("listings.trials", every(hours=1), atomic=False)
def ask_how_it_went(run: Run) -> str:
    """Ask how a trial went on its last day."""
    return f"{_in_chunks(services.ask_how_trials_went, run.due_at)} asked"


@scheduled("listings.let_photos_go", daily("03:40"))
def let_photos_of_refused_changes_go(run: Run) -> str:
    """Stop keeping the photos of changes that were turned down a month ago."""
    return f"{services.let_old_photos_go(run.due_at)} let go"


@scheduled("listings.let_homes_go", daily("03:45"), atomic=False)
def let_photos_of_homes_go(run: Run) -> str:
    """Let go of the photos of new homes whose pages are over: they show how a family lives."""
    return f"{_in_chunks(services.let_ended_photos_go, run.due_at)} let go"


@scheduled("listings.search", every(minutes=5), atomic=False)
def make_searchable(run: Run) -> str:
    """Derive the words of listings from before there was a search; nothing for all others."""
    return f"{_in_chunks(lambda now: services.derive_words(), run.due_at)} made searchable"


def _in_chunks(step: Callable[[datetime], int], now: datetime) -> int:
    """Repeat a step, a transaction each, until it finds nothing more to do."""
    total = 0
    while done := step(now):
        total += done
    return total
