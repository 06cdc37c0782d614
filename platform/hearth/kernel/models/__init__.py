"""The kernel's own tables, one file per mechanism."""

from hearth.kernel.models.events import Delivery, Event
from hearth.kernel.models.record import Record, one_line
from hearth.kernel.models.requests import IdempotencyRecord, RateCounter
from hearth.kernel.models.reveal import Reveal
from hearth.kernel.models.revisions import Revision

__all__ = [
    "Delivery",
    "Event",
    "IdempotencyRecord",
    "RateCounter",
    "Record",
    "Reveal",
    "Revision",
    "one_line",
]
