"""What people do about jobs: start, cancel, resume; and what is left of them when they go."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.events import record
from hearth.kernel.jobs.kinds import Kind, kind_named
from hearth.kernel.jobs.options import check_options
from hearth.kernel.jobs.owners import owner_of
from hearth.kernel.jobs.results import KEPT, delete_texts
from hearth.kernel.jobs.workflow import JOB
from hearth.kernel.limits import spend
from hearth.kernel.models import Job, JobPiece
from hearth.kernel.problems import Busy, Conflict, Invalid, NotAllowed, NotFound, WrongState
from hearth.kernel.transactions import transactional

PIECES_AT_ONCE = 100

explain_constraint("job_one_live", "The same work is under way already.")


@transactional
def start_job(
    kind: Kind,
    *,
    by: Subject,
    organization_id: UUID | None = None,
    given: str = "",
    dry_run: bool = False,
    options: Mapping[str, Any] | None = None,
    params: dict[str, Any] | None = None,
    limit: str = "",
    asked_by: Subject | None = None,
) -> Job:
    """Queue a job, or return the same one of the same person that is waiting or under way already.

    `limit` names the budget that it is taken from once it is queued: a refusal costs nothing. `asked_by` is
    whoever starts it in the place of `by`, whose it is: it may no more than they may, they are told of it,
    and what it makes is theirs; only of text that the other one sent do both see what became. Raises
    NotAllowed for an organisation in which they lack the kind's capability, Invalid for a strange one and for
    text that the kind cannot work on.
    """
    if asked_by is not None:
        require_for_new(asked_by, "start_for", Job)
    require_for_new(by, "create", Job)
    require_place(kind, by, organization_id)
    asked = dict(params or {})
    if organization_id is not None:
        asked["organization"] = str(organization_id)
    if chosen := check_options(kind.options, options or {}):
        asked["options"] = chosen
    if dry_run:
        if not kind.can_be_tried:
            raise Invalid([("/dry_run", "not_offered", "There is no dry run of this.")])
        asked["dry_run"] = True
    pieces: Sequence[str] = ()
    if kind.cut is not None:
        pieces = kind.cut(given)
        asked |= {"given": hashlib.sha256(given.encode()).hexdigest(), "pieces": len(pieces)}
    return _queue(kind, by, asked, pieces, organization_id, limit, asked_by)


@transactional
def start_after_dry_run(tried: Job, *, by: Subject, limit: str = "") -> Job:
    """Start for real what was tried, with the same text and options, while that is kept.

    Raises WrongState for what is no dry run that is done, Conflict once its text is deleted.
    """
    require(by, "start_after_dry_run", tried)
    kind = kind_named(tried.kind)
    if kind is None or not tried.is_dry_run or tried.state != Job.State.DONE:
        raise WrongState("Only a dry run that is done can be followed.", state=tried.state, allowed=[])
    asked_by = None if by.id == tried.owner_id else by
    by = owner_of(tried, kind) if asked_by else by
    require_place(kind, by, tried.organization_id)
    given = JobPiece.objects.filter(job=tried, role=JobPiece.Role.GIVEN).order_by("number")
    pieces = list(given.values_list("text", flat=True))
    if not tried.is_kept or not pieces:
        raise Conflict("The file is deleted by now: send it again.", reason="expired")
    asked = {name: value for name, value in tried.params.items() if name != "dry_run"}
    return _queue(kind, by, asked, pieces, tried.organization_id, limit, asked_by)


def limit_of(place: str, *, dry_run: bool = False) -> str:
    """The budget from which a job of exports or imports is taken when it is queued."""
    if place != "imports":
        return ""
    return "job.dry_run" if dry_run else "job.import"


def _queue(
    kind: Kind,
    by: Subject,
    asked: dict[str, Any],
    pieces: Sequence[str],
    organization_id: UUID | None,
    limit: str,
    asked_by: Subject | None,
) -> Job:
    same = Job.objects.filter(kind=kind.name, owner=by.user, params=asked, state__in=Job.LIVE)
    if (live := same.first()) is not None:
        return live
    asker = asked_by or by
    if limit:
        spend(asker, limit).check()
    job = Job(kind=kind.name, owner=by.user, organization_id=organization_id, params=asked)
    job.brought_by = asked_by.user if asked_by and kind.takes else None
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        # Another request of theirs was quicker; at worst its job is over by now.
        live = same.first()
        if live is None:
            raise Busy() from None
        return live
    JobPiece.objects.bulk_create(
        [
            JobPiece(job=job, role=JobPiece.Role.GIVEN, number=number, text=text)
            for number, text in enumerate(pieces)
        ],
        batch_size=PIECES_AT_ONCE,
    )
    record("job.queued", job, by=asker, to_state=job.state, data={"kind": kind.name})
    if asked_by is not None:
        record("job.started_for_owner", job, by=asked_by, data={"kind": kind.name})
    return job


def require_place(kind: Kind, by: Subject, organization_id: UUID | None) -> None:
    """Refuse a job about an organisation in which the subject has not what its kind demands."""
    if kind.needs and kind.needs not in by.system_capabilities:
        raise NotAllowed(rule=kind.needs)
    if not kind.capability:
        if organization_id is not None:
            raise Invalid([("/organization", "unknown", "This is about yourself: leave it out.")])
        return
    if organization_id is None:
        raise Invalid([("/organization", "required", "Say of which organisation.")])
    if kind.capability in by.capabilities_in(organization_id):
        return
    if organization_id in by.organizations:
        raise NotAllowed(rule=f"{kind.capability}_in_organization")
    raise Invalid([("/organization", "does_not_exist", "There is no such organisation of yours.")])


@transactional
def cancel_job(job: Job, *, by: Subject) -> Job:
    """Stop a job before its next chunk; waits for the present one."""
    require(by, "cancel", job)
    return JOB.move(_locked(job), "cancel", by=by, **over())


@transactional
def resume_job(job: Job, *, by: Subject) -> Job:
    """Queue a job again where it stopped; raises Conflict once what it had is deleted."""
    require(by, "resume", job)
    job = _locked(job)
    JOB.guard(job, "resume", by=by)
    if not job.is_kept:
        raise Conflict("What it had is deleted by now: start it anew.", reason="expired")
    return JOB.move(
        job,
        "resume",
        by=by,
        error="",
        attempts=0,
        available_at=timezone.now(),
        settled_at=None,
        expires_at=None,
    )


def over() -> dict[str, Any]:
    """The columns of a job that is over, however it ended: kept for a while, and nobody's to work on."""
    now = timezone.now()
    return {"settled_at": now, "expires_at": now + KEPT, "leased_by": None, "leased_until": None}


def forget_jobs_of(person: Any) -> None:
    """Stop an erased person's jobs and delete their texts; their files are late from now on."""
    mine = Job.objects.filter(owner=person.pk).order_by("pk")
    for job in mine.filter(state__in=Job.LIVE).select_for_update(no_key=True):
        JOB.move(job, "cancel", by=system_subject(), **over())
    JobPiece.objects.filter(job__owner=person.pk).delete()
    mine.filter(emptied_at__isnull=True).update(expires_at=timezone.now())


def forget_exports_of(organizations: Iterable[UUID]) -> None:
    """Let what exports of these organisations wrote end now, and those under way begin anew.

    Whoever is erased would live on in them. The next sweep deletes the files, which nobody gets any more.
    """
    theirs = Job.objects.filter(kind__startswith="exports.", organization_id__in=set(organizations))
    for job in theirs.filter(state__in=Job.LIVE).order_by("pk").select_for_update(no_key=True):
        JobPiece.objects.filter(job=job, role=JobPiece.Role.MADE).delete()
        Job.objects.filter(pk=job.pk).update(
            checkpoint={}, result={}, done=0, total=None, worked_off=False, file_key=""
        )
    theirs.exclude(state__in=Job.LIVE).filter(emptied_at__isnull=True).update(expires_at=timezone.now())


def empty_jobs_of(person: Any) -> None:
    """Delete the files of an erased person's jobs: after the erasure's commit, by a handler.

    The sweep does it once more: a worker that was in the middle of one may have written it just after.
    """
    for job in Job.objects.filter(owner=person.pk, emptied_at__isnull=True):
        delete_texts(job)


def _locked(job: Job) -> Job:
    found: Job | None = Job.objects.select_for_update(no_key=True).filter(pk=job.pk).first()
    if found is None:
        raise NotFound()
    return found
