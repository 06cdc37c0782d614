"""Looking at what is masked: with a reason, for a quarter of an hour, and written down.

Somebody who may see a row but not its personal fields (a site admin, of what belongs to an organisation)
opens them by saying why. The event tells that it happened; the row of `Reveal` keeps their words.
"""

from datetime import timedelta

from django.db import models

from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.models import Reveal
from hearth.kernel.transactions import transactional

OPEN_FOR = timedelta(minutes=15)


class Reason(models.TextChoices):
    """Why somebody from outside needs to look; codes, because events are kept for good."""

    SUPPORT = "support", "They asked us for help"
    SAFETY = "safety", "Somebody may be in danger"
    DISPUTE = "dispute", "To settle a dispute"
    LEGAL = "legal", "The law demands it"


@transactional
def reveal(obj: models.Model, *, by: Subject, reason: str, note: str = "") -> Reveal:
    """Open the masked fields of a row to the subject, for OPEN_FOR. Locks the row."""
    require(by, "reveal", obj)
    type(obj)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=obj.pk)
    record(f"{obj._meta.model_name}.revealed", obj, by=by, reason=reason)
    return Reveal.objects.create(
        user=by.user,
        target_type=obj._meta.label_lower,
        target_id=obj.pk,
        reason=reason,
        note=note,
        created_at=by.now,
        expires_at=by.now + OPEN_FOR,
    )


def is_revealed(obj: models.Model, subject: Subject) -> bool:
    """Whether the subject said not long ago why they need to see this row."""
    mine = Reveal.objects.filter(user=subject.id, target_type=obj._meta.label_lower, target_id=obj.pk)
    return subject.id is not None and mine.filter(expires_at__gt=subject.now).exists()
