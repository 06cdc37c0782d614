from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.organizations.acting import acting_as
from hearth.kernel.jobs import offered, start_job
from hearth.kernel.jobs.terminal import read_file, tell, work_on
from hearth.kernel.problems import Problem


class Command(BaseCommand):
    help = "Register an organisation for every row of a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV file, packed with gzip or not")
        parser.add_argument("--as", dest="address", required=True, metavar="EMAIL", help="a site admin")
        parser.add_argument("--approved", action="store_true", help="without a review of each")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )

    def handle(self, *args: Any, **given: Any) -> None:
        try:
            job = start_job(
                offered("imports")["organizations"],
                by=acting_as(given["address"]),
                given=read_file(given["file"], "/csv"),
                dry_run=given["dry_run"],
                options={"approved": given["approved"]},
            )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        tell(work_on(job, self.stdout), self.stdout)
