from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from hearth.kernel.models import ScheduledRun
from hearth.kernel.scheduling import run_due, works
from hearth.kernel.scheduling.running import due


class Command(BaseCommand):
    help = "Do the scheduled work that is due, each due time once, however often this is called."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", default="", help="as if it were this moment (ISO 8601, with its offset)")
        parser.add_argument("--only", default="", help="the name of one piece of work")
        parser.add_argument("--dry-run", action="store_true", help="only tell what would be begun")

    def handle(self, *args: Any, at: str, only: str, dry_run: bool, **options: Any) -> None:
        now = _moment(at)
        if only and only not in works():
            raise CommandError(f"There is no work called {only}; see manage.py schedule.")
        if dry_run:
            for work, key, due_at in due(now, only=only):
                self.stdout.write(f"{work.name} {key or '-'} due {due_at.isoformat()}")
            return
        begun = run_due(now, only=only)
        for run in begun:
            words = f": {run.outcome}" if run.outcome else ""
            self.stdout.write(f"{run} {run.get_state_display().lower()}{words}")
        if any(run.state in (ScheduledRun.State.RETRYING, ScheduledRun.State.FAILED) for run in begun):
            raise CommandError("Not everything succeeded.")


def _moment(word: str) -> datetime:
    if not word:
        return timezone.now()
    try:
        found = datetime.fromisoformat(word)
    except ValueError:
        raise CommandError(f"{word} is no time such as 2027-03-01T08:00:00+11:00.") from None
    if found.tzinfo is None:
        raise CommandError(f"{word} says no offset from UTC: end it with Z or +11:00.")
    return found
