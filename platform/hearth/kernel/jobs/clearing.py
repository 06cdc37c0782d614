from hearth.kernel.jobs.results import empty_expired
from hearth.kernel.scheduling import Run, every, scheduled


@scheduled("jobs.empty_expired", every(hours=1), atomic=False)
def empty_expired_jobs(run: Run) -> str:
    """Delete the files of jobs that were over seven days ago, and what the others would have gone on with."""
    total = 0
    while found := empty_expired():
        total += found
    return f"{total} emptied"
