from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hearth.kernel.models import Job

LINE = "{:36}  {:9}  {:>6}  {:24}  {}"


class Command(BaseCommand):
    help = "List long work: what waits and what is under way, or the latest of any state."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--state", choices=Job.State.values, help="only those in this state")
        parser.add_argument("--all", action="store_true", help="those that are over, too")
        parser.add_argument("--most", type=int, default=50, metavar="NUMBER", help="how many (50)")

    def handle(self, *args: Any, state: str | None, most: int, **options: Any) -> None:
        rows = Job.objects.select_related("owner").order_by("-created_at", "-id")
        if state:
            rows = rows.filter(state=state)
        elif not options["all"]:
            rows = rows.filter(state__in=Job.LIVE)
        found = list(rows[: max(most, 0)])
        if not found:
            self.stdout.write("none")
            return
        self.stdout.write(LINE.format("job", "state", "done", "what", "whose"))
        for job in found:
            share = f"{job.percent} %" if job.percent is not None else str(job.done)
            self.stdout.write(LINE.format(str(job.pk), job.state, share, job.kind, job.owner))
