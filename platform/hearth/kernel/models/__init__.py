"""The kernel's own tables, one file per mechanism."""

from hearth.kernel.models.events import Delivery, Event
from hearth.kernel.models.jobs import Job, JobPiece
from hearth.kernel.models.record import Record, one_line
from hearth.kernel.models.requests import IdempotencyRecord, RateCounter
from hearth.kernel.models.reveal import Reveal
from hearth.kernel.models.revisions import Revision
from hearth.kernel.models.scheduling import ScheduledRun

__all__ = [
    "Delivery",
    "Event",
    "IdempotencyRecord",
    "Job",
    "JobPiece",
    "RateCounter",
    "Record",
    "Reveal",
    "Revision",
    "ScheduledRun",
    "one_line",
]
