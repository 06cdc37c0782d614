from hearth.kernel.models import Job
from hearth.kernel.workflow import Verb, Workflow

QUEUED, RUNNING, DONE = Job.State.QUEUED.value, Job.State.RUNNING.value, Job.State.DONE.value
FAILED, CANCELLED = Job.State.FAILED.value, Job.State.CANCELLED.value

JOB = Workflow(
    name="job",
    field="state",
    states=tuple(Job.State.values),
    verbs=(
        Verb(
            name="start",
            from_={QUEUED},
            to=RUNNING,
            event="job.started",
            label="Start",
            explains="A worker takes it up. From then on it works a chunk at a time.",
            by_hand=False,
        ),
        Verb(
            name="finish",
            from_={RUNNING},
            to=DONE,
            event="job.done",
            label="Finish",
            explains="All chunks are done, and its file, if it writes one, can be fetched for seven days.",
            by_hand=False,
        ),
        Verb(
            name="fail",
            from_={QUEUED, RUNNING},
            to=FAILED,
            event="job.failed",
            label="Give up",
            explains="It cannot go on: `error` says why. What it did so far stays done.",
            by_hand=False,
        ),
        Verb(
            name="cancel",
            from_={QUEUED, RUNNING},
            to=CANCELLED,
            event="job.cancelled",
            label="Cancel",
            explains="Stop before the next chunk. What it did so far stays done.",
        ),
        Verb(
            name="resume",
            from_={FAILED, CANCELLED},
            to=QUEUED,
            event="job.resumed",
            label="Resume",
            explains="Go on where it stopped, within seven days.",
        ),
    ),
)
