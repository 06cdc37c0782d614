"""Looking at what is masked: with a reason, for a quarter of an hour, and written down.

Somebody who may see a row but not its personal fields (a site admin, of what belongs to an organisation)
opens them by saying why. The event tells that it happened; the row of `Reveal` keeps their words.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from django.db import models

from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.models import Reveal
from hearth.kernel.transactions import transactional

M = TypeVar("M", bound=models.Model)

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


def note_looks(rows: Sequence[M], *, by: Subject, reason: str) -> list[M]:
    """Write down that the subject looked at rows which are open to them for a while, with no words of theirs.

    Return those that they had not looked at within OPEN_FOR: a page that is loaded anew is no news.
    """
    if not rows:
        return []
    kind, ids = rows[0]._meta.label_lower, [row.pk for row in rows]
    before = Reveal.objects.filter(
        user=by.user, target_type=kind, target_id__in=ids, created_at__gt=by.now - OPEN_FOR
    )
    known = set(before.values_list("target_id", flat=True))
    looks = [
        Reveal(
            user=by.user, target_type=kind, target_id=pk, reason=reason, created_at=by.now, expires_at=by.now
        )
        for pk in ids
    ]
    Reveal.objects.bulk_create(looks)
    return [row for row in rows if row.pk not in known]


def is_revealed(obj: models.Model, subject: Subject) -> bool:
    """Whether the subject said not long ago why they need to see this row."""
    mine = Reveal.objects.filter(user=subject.id, target_type=obj._meta.label_lower, target_id=obj.pk)
    return subject.id is not None and mine.filter(expires_at__gt=subject.now).exists()
