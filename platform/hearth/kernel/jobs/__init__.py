"""Long work with progress that can be cancelled and resumed, a chunk per transaction. See docs/jobs.md."""

from hearth.kernel.jobs.kinds import Kind, job, kind_named, offered
from hearth.kernel.jobs.options import Option
from hearth.kernel.jobs.running import run_waiting
from hearth.kernel.jobs.services import (
    cancel_job,
    empty_jobs_of,
    forget_exports_of,
    forget_jobs_of,
    limit_of,
    resume_job,
    start_after_dry_run,
    start_job,
)
from hearth.kernel.jobs.work import JobFailed, Work, undone
from hearth.kernel.jobs.workflow import JOB

__all__ = [
    "JOB",
    "JobFailed",
    "Kind",
    "Option",
    "Work",
    "cancel_job",
    "empty_jobs_of",
    "forget_exports_of",
    "forget_jobs_of",
    "job",
    "kind_named",
    "limit_of",
    "offered",
    "resume_job",
    "run_waiting",
    "start_after_dry_run",
    "start_job",
    "undone",
]
