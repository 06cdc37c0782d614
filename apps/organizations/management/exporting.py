"""What the commands have in common that write something of an organisation into a file."""

from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.organizations.acting import acting_in, organization_named
from hearth.kernel.jobs import offered, start_job
from hearth.kernel.jobs.terminal import save_file, tell, work_on
from hearth.kernel.problems import Problem


class ExportCommand(BaseCommand):
    """Works on the export of this name while it is waited for, and saves its file."""

    export: ClassVar[str]
    suffix: ClassVar[str]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organization", metavar="SLUG", help="its address or its id")
        parser.add_argument("--output", type=Path, metavar="FILE", help=f"where to (SLUG{self.suffix})")
        parser.add_argument("--as", dest="address", default="", metavar="EMAIL", help="who takes it along")

    def handle(self, *args: Any, **given: Any) -> None:
        kind = offered("exports")[self.export]
        organization = organization_named(given["organization"])
        by = acting_in(organization, kind.capability, given["address"])
        try:
            job = start_job(kind, by=by, organization_id=organization.pk)
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        done = work_on(job, self.stdout)
        path = given["output"] or Path(f"{organization.slug}{self.suffix}")
        save_file(done, path)
        tell(done, self.stdout)
        self.stdout.write(f"It is in {path}.")
