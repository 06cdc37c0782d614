"""Files of jobs in the private storage: put together, handed to their owner, deleted in time."""

import tempfile
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import IO, Any, cast

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages
from django.db.models import F, Min
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from hearth.kernel.authorization import Subject, require
from hearth.kernel.jobs.owners import refusal_of_file
from hearth.kernel.jobs.workflow import JOB
from hearth.kernel.models import Job, JobPiece
from hearth.kernel.problems import NotAllowed, NotFound, WrongState

KEPT = timedelta(days=7)
"""How long a file can be fetched, and a job that stopped can be resumed."""
STILL_WRITTEN = timedelta(minutes=15)
"""How long a worker may go on writing a file after the job was stopped under its hands."""
LINK_SECONDS = 60
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8", "zip": "application/zip"}
IN_MEMORY = 4 * 1024 * 1024
AT_ONCE = 20


def private_storage() -> Any:
    """Where files lie that only their owner may fetch; nothing in it has an address of its own."""
    return storages["private"]


def key_for(job: Job, name: str) -> str:
    """Where a job's file goes: the same place however often it is put together."""
    return f"jobs/{job.pk}/{name}"


def put_together(job: Job) -> None:
    """Write a job's pieces to its file; doing it again, after a crash, replaces it."""
    storage = private_storage()
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        if job.file_key.endswith(".zip"):
            _write_archive(job, file)
        else:
            for text in _texts(job):
                file.write(text.encode())
        file.seek(0)
        if storage.exists(job.file_key):
            storage.delete(job.file_key)
        storage.save(job.file_key, File(cast(IO[bytes], file)))


def hand_over(job: Job, *, by: Subject) -> HttpResponse:
    """Answer with a job's file, or with a signed link that lives a minute where a bucket has it.

    Raises WrongState before the job is done, NotFound when there is no file, or none any more, and NotAllowed
    for an owner who lost what the job was started with.
    """
    require(by, "download", job)
    if rule := refusal_of_file(job, by):
        raise NotAllowed("You may not have it any more.", rule=rule)
    if job.state != Job.State.DONE:
        words = f"There is no file while it is {job.get_state_display().lower()}."
        raise WrongState(words, state=job.state, allowed=JOB.allowed(job))
    if not job.file_name:
        raise NotFound("It wrote no file." if job.is_kept else "The file was deleted: start the job anew.")
    kind = TYPES.get(job.file_name.rpartition(".")[2], "application/octet-stream")
    saved_as = content_disposition_header(as_attachment=True, filename=job.file_name) or "attachment"
    storage = private_storage()
    if not isinstance(storage, FileSystemStorage):
        wanted = {"ResponseContentDisposition": saved_as, "ResponseContentType": kind}
        link = storage.url(job.file_key, parameters=wanted, expire=LINK_SECONDS)
        return HttpResponseRedirect(link, headers={"Cache-Control": "private, no-store"})
    try:
        with storage.open(job.file_key) as file:
            content = file.read()
    except FileNotFoundError:
        raise NotFound("The file was deleted: start the job anew.") from None
    headers = {"Content-Disposition": saved_as, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def empty_expired(limit: int = 500) -> int:
    """Delete the files and pieces of jobs whose time is over; return of how many.

    A job that was stopped just now waits for the next sweep: its worker may still be writing the file.
    """
    now = timezone.now()
    late = Job.objects.filter(expires_at__lte=now, settled_at__lte=now - STILL_WRITTEN)
    found = list(late.filter(emptied_at__isnull=True).order_by("expires_at")[:limit])
    for job in found:
        empty(job)
    return len(found)


def empty(job: Job) -> None:
    """Delete a job's file and pieces, and what its rows were refused for; how many there were stays."""
    delete_texts(job)
    now = timezone.now()
    kept = {"counts": job.result.get("counts", {})} if job.result else {}
    Job.objects.filter(pk=job.pk, emptied_at__isnull=True).update(
        emptied_at=now, updated_at=now, file_key="", result=kept, version=F("version") + 1
    )


def delete_texts(job: Job) -> None:
    """Delete a job's file and pieces. The row still knows the file: whoever is interrupted finds it again."""
    if job.file_key:
        private_storage().delete(job.file_key)
    JobPiece.objects.filter(job=job).delete()


def _write_archive(job: Job, file: IO[bytes]) -> None:
    """Write one file after the other, each as it was begun; the same bytes however often it is done."""
    begun = _made(job).values("file").annotate(first=Min("number")).order_by("first")
    moment = timezone.localtime(job.created_at).timetuple()[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in begun.values_list("file", flat=True):
            facts = zipfile.ZipInfo(name, moment)
            facts.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(facts, "w") as part:
                for text in _texts(job, name):
                    part.write(text.encode())


def _made(job: Job) -> Any:
    return JobPiece.objects.filter(job=job, role=JobPiece.Role.MADE)


def _texts(job: Job, file: str = "") -> Iterator[str]:
    """Read the pieces a few at a time: all of them may be more than there is memory."""
    made, number = _made(job).filter(file=file).order_by("number"), -1
    while rows := list(made.filter(number__gt=number).values_list("number", "text")[:AT_ONCE]):
        yield from (text for _, text in rows)
        number = rows[-1][0]
