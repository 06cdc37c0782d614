"""Long work in a terminal: worked on here and now, with a bar that shows how far it is."""

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.core.management.base import CommandError, OutputWrapper

from hearth.kernel.jobs.results import private_storage
from hearth.kernel.jobs.running import run_waiting
from hearth.kernel.jobs.texts import MOST_BYTES, text_of
from hearth.kernel.models import Job
from hearth.kernel.problems import Invalid

LOOK_EVERY = 0.5
"""Seconds of work between two looks at the bar."""
WIDTH = 30


def read_file(path: str, at: str) -> str:
    """The text of a file; raises CommandError in words for whoever typed its name."""
    try:
        with Path(path).open("rb") as file:
            return text_of(file.read(MOST_BYTES + 1), at)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
    except Invalid as problem:
        raise CommandError(str(problem)) from problem


def work_on(job: Job, out: OutputWrapper) -> Job:
    """Work on a job until it is over, with a bar that moves in a terminal and is left out elsewhere."""
    bar = Bar(out)
    while job.is_live:
        if not run_waiting(LOOK_EVERY, only=job.pk):
            job.refresh_from_db()
            if job.is_live:
                bar.end()
                raise CommandError("Another worker has it. See `manage.py jobs`.")
            break
        job.refresh_from_db()
        bar.show(job)
    bar.end()
    if job.state != Job.State.DONE:
        raise CommandError(job.error or f"It was {job.state}.")
    return job


def tell(job: Job, out: OutputWrapper, most: int = 20) -> None:
    """Say what came of a job, and what is wrong with the first rows."""
    counts = [
        f"{name.replace('_', ' ')}: {number:,}" for name, number in job.result.get("counts", {}).items()
    ]
    begin = "Dry run, nothing has changed. " if job.is_dry_run else ""
    out.write(f"{begin}{', '.join(counts) or 'Nothing to do.'}")
    errors = job.result.get("errors", [])
    for each in errors[:most]:
        words = "; ".join(
            f"{error['pointer'].strip('/').replace('/', ' ')}: {error['detail']}".removeprefix(": ")
            for error in each["errors"]
        )
        out.write(f"  row {each['row']}: {words}")
    if len(errors) > most:
        out.write("  …")


def save_file(job: Job, path: Path) -> None:
    """Copy a job's file to where it is wanted."""
    storage: Any = private_storage()
    try:
        with storage.open(job.file_key) as found, path.open("wb") as wanted:
            for chunk in found.chunks():
                wanted.write(chunk)
    except OSError as error:
        where = storage.path(job.file_key) if isinstance(storage, FileSystemStorage) else job.file_key
        raise CommandError(f"{path}: {error.strerror}. The file is {where}.") from error


class Bar:
    """One line that is written again and again, in a terminal only."""

    def __init__(self, out: OutputWrapper) -> None:
        self.out, self.shown = out, False
        self.moves = bool(getattr(out, "isatty", lambda: False)())

    def show(self, job: Job) -> None:
        if not self.moves:
            return
        share = (job.percent or 0) / 100
        full = int(share * WIDTH)
        of = f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}"
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {job.percent or 0:3} %  {of}  {job.doing}"
        self.out.write(f"\r{line[:100]:100}", ending="")
        self.out.flush()
        self.shown = True

    def end(self) -> None:
        if self.shown:
            self.out.write("")
            self.shown = False
