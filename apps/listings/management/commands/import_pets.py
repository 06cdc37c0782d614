from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.organizations.acting import acting_in, organization_named
from hearth.kernel.jobs import offered, start_job
from hearth.kernel.jobs.terminal import read_file, tell, work_on
from hearth.kernel.problems import Problem

KINDS = {"csv": "listings", "sheltermanager": "sheltermanager"}


class Command(BaseCommand):
    help = "Bring a file of animals into an organisation's listings."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a CSV file, or JSON of ASM; packed with gzip or not")
        parser.add_argument("--organization", required=True, metavar="SLUG", help="its address or its id")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and change nothing"
        )
        parser.add_argument("--format", choices=list(KINDS), default="csv", help="what the file is (csv)")
        parser.add_argument(
            "--photos-from", default="", metavar="ADDRESS", help="of the ASM service, for photos"
        )
        parser.add_argument("--currency", default="", metavar="CODE", help="of the fees in a file of ASM")
        parser.add_argument("--as", dest="address", default="", metavar="EMAIL", help="who lists them")

    def handle(self, *args: Any, **given: Any) -> None:
        kind = offered("imports")[KINDS[given["format"]]]
        organization = organization_named(given["organization"])
        by = acting_in(organization, kind.capability, given["address"])
        said_besides = {"photos_from": given["photos_from"], "currency": given["currency"]}
        try:
            job = start_job(
                kind,
                by=by,
                organization_id=organization.pk,
                given=read_file(given["file"], f"/{kind.takes}"),
                dry_run=given["dry_run"],
                options={name: value for name, value in said_besides.items() if value},
            )
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        done = work_on(job, self.stdout)
        tell(done, self.stdout)
        if done.file_name:
            self.stdout.write(f"Every row with a problem is in {done.file_name}: /jobs/{done.pk}")
