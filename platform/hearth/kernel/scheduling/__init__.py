"""Work that is due at certain times, with a ledger per due time. See docs/events.md."""

from hearth.kernel.scheduling.again import try_again
from hearth.kernel.scheduling.registry import Run, Work, scheduled, works
from hearth.kernel.scheduling.running import run_due
from hearth.kernel.scheduling.times import daily, every, weekly

__all__ = ["Run", "Work", "daily", "every", "run_due", "scheduled", "try_again", "weekly", "works"]
