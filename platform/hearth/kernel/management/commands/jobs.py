import time
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.kernel.authorization import system_subject
from hearth.kernel.jobs import cancel_job, resume_job, run_waiting
from hearth.kernel.models import Job
from hearth.kernel.problems import Problem

LINE = "{:36}  {:9}  {:>6}  {:24}  {}"
LOOK_EVERY = 1.0
"""Seconds."""


class Command(BaseCommand):
    help = "List long work; show, run, cancel or resume it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.set_defaults(do=self.show_list, state=None, all=False, most=50)
        verbs = parser.add_subparsers(title="what to do", metavar="list|show|run|cancel|resume")
        overview = verbs.add_parser("list", help="what waits and what is under way (without a word, too)")
        overview.add_argument("--state", choices=Job.State.values, help="only those in this state")
        overview.add_argument("--all", action="store_true", help="those that are over, too")
        overview.add_argument("--most", type=int, default=50, metavar="NUMBER", help="how many (50)")
        overview.set_defaults(do=self.show_list)
        show = verbs.add_parser("show", help="how far one is")
        show.add_argument("id", type=UUID)
        show.add_argument("--follow", action="store_true", help="until it is over")
        show.set_defaults(do=self.show_one)
        run = verbs.add_parser("run", help="work on one, or on all that wait, in this terminal")
        run.add_argument("id", type=UUID, nargs="?")
        run.set_defaults(do=self.run)
        for name, service, words in (
            ("cancel", cancel_job, "stop one before its next chunk"),
            ("resume", resume_job, "let one go on where it stopped"),
        ):
            verb = verbs.add_parser(name, help=words)
            verb.add_argument("id", type=UUID)
            verb.set_defaults(do=self.move, service=service)

    def handle(self, *args: Any, do: Any, **options: Any) -> None:
        do(**options)

    def show_list(self, *, state: str | None, most: int, **options: Any) -> None:
        rows = Job.objects.select_related("owner").order_by("-created_at", "-id")
        if state:
            rows = rows.filter(state=state)
        elif not options["all"]:
            rows = rows.filter(state__in=Job.LIVE)
        found = tuple(rows[: max(most, 0)])
        if not found:
            self.stdout.write("none")
            return
        self.stdout.write(LINE.format("job", "state", "done", "what", "whose"))
        for job in found:
            share = f"{job.percent} %" if job.percent is not None else str(job.done)
            self.stdout.write(LINE.format(str(job.pk), job.state, share, job.kind, job.owner))

    def show_one(self, *, id: UUID, follow: bool, **_: Any) -> None:
        job = _job(id)
        self.say(job)
        while follow and job.is_live:
            time.sleep(LOOK_EVERY)
            seen, job = job.version, _job(id)
            if job.version != seen:
                self.say(job)

    def move(self, *, id: UUID, service: Any, **_: Any) -> None:
        try:
            self.say(service(_job(id), by=system_subject()))
        except Problem as problem:
            raise CommandError(str(problem)) from problem

    def run(self, *, id: UUID | None, **_: Any) -> None:
        """Work a second at a time, and say after each how far that came."""
        wanted = [_job(id)] if id else Job.objects.filter(state__in=Job.LIVE).order_by("available_at", "id")
        seen = {job.pk: job.version for job in wanted}
        tried = 0
        while chunks := run_waiting(LOOK_EVERY, only=id):
            tried += chunks
            for job in Job.objects.filter(pk__in=seen).order_by("id"):
                if job.version != seen[job.pk]:
                    seen[job.pk] = job.version
                    self.say(job)
        if not tried:
            self.stdout.write("Nothing to do now: none waits, another worker has it, or it pauses.")

    def say(self, job: Job) -> None:
        of = f" of {job.total} ({job.percent} %)" if job.total else ""
        said = [job.kind, job.state, f"{job.done}{of}", job.doing, job.error]
        said += [f"{name}: {number}" for name, number in job.result.get("counts", {}).items()]
        self.stdout.write(" · ".join(word for word in said if word))


def _job(id: UUID) -> Job:
    found: Job | None = Job.objects.filter(pk=id).first()
    if found is None:
        raise CommandError("There is no such job.")
    return found
