import time
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.kernel.authorization import system_subject
from hearth.kernel.jobs import cancel_job, resume_job
from hearth.kernel.models import Job
from hearth.kernel.problems import Problem

LOOK_EVERY = 1.0
"""Seconds."""


class Command(BaseCommand):
    help = "Show one job, and cancel, resume or follow it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=UUID)
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--cancel", action="store_true", help="stop it before its next chunk")
        what.add_argument("--resume", action="store_true", help="let it go on where it stopped")
        parser.add_argument("--follow", action="store_true", help="show how far it is until it is over")

    def handle(self, *args: Any, id: UUID, cancel: bool, resume: bool, follow: bool, **options: Any) -> None:
        job = self._job(id)
        try:
            if cancel:
                job = cancel_job(job, by=system_subject())
            elif resume:
                job = resume_job(job, by=system_subject())
        except Problem as problem:
            raise CommandError(problem.detail or problem.title) from problem
        self._show(job)
        while follow and job.is_live:
            time.sleep(LOOK_EVERY)
            seen, job = job.version, self._job(id)
            if job.version != seen:
                self._show(job)

    def _job(self, id: UUID) -> Job:
        found: Job | None = Job.objects.select_related("owner").filter(pk=id).first()
        if found is None:
            raise CommandError("There is no such job.")
        return found

    def _show(self, job: Job) -> None:
        of = f" of {job.total} ({job.percent} %)" if job.total else ""
        said = [job.kind, job.state, f"{job.done}{of}", job.doing, job.error]
        said += [f"{name}: {number}" for name, number in job.result.get("counts", {}).items()]
        self.stdout.write(" · ".join(word for word in said if word))
