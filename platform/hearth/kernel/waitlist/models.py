"""The two tables of a waitlist: what has so many places, and somebody's place in it or in its line."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from hearth.kernel.fields import KEPT, internal, personal, public
from hearth.kernel.models import Record


class Line(Record):
    """Something with so many places. The counters are the waitlist's alone, and not part of the version.

    A representation that shows them adds them to its tag. A `Meta` with constraints of its own repeats
    `*Line.Meta.constraints`: that is where the database holds the promise.
    """

    capacity = public(models.PositiveIntegerField(null=True, blank=True))
    """NULL for no limit."""
    held_count = public(models.PositiveIntegerField(default=0, editable=False))
    """Places kept back by those who run it: nobody is confirmed in one or offered one."""
    confirmed_count = public(models.PositiveIntegerField(default=0, editable=False))
    offered_count = public(models.PositiveIntegerField(default=0, editable=False))

    is_locked = False
    """True for a row that came from `Waitlist.locked`."""

    class Meta:
        abstract = True
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                name="%(class)s_within_capacity",
                condition=Q(capacity__isnull=True)
                | Q(capacity__gte=F("confirmed_count") + F("offered_count") + F("held_count")),
            )
        ]

    @property
    def room(self) -> int | None:
        """Places that can be had at all; None for no limit."""
        return None if self.capacity is None else self.capacity - self.held_count

    @property
    def free(self) -> int | None:
        """Places that nobody has or is offered; None for no limit."""
        return None if self.room is None else self.room - self.confirmed_count - self.offered_count

    @property
    def begins_at(self) -> datetime | None:
        """When it starts, where it does: offers become shorter towards it, and end with it."""
        return None

    @property
    def longest_offer(self) -> timedelta:
        return timedelta(hours=settings.WAITLIST_OFFER_HOURS)

    @property
    def pauses(self) -> bool:
        """Whether no places are given for a while, whatever the hour: offers stand still meanwhile."""
        return False

    def gives_places(self, now: datetime) -> bool:
        """Whether places are given at all; those who wait go on waiting while they are not."""
        return not self.pauses and (self.begins_at is None or now < self.begins_at)


class Place(Record):
    """Somebody's place. Whose it is, in what, and its state are columns of the community's own.

    Where they stand in the line is computed (`Waitlist.with_positions`), never stored.
    """

    queued_at = personal(models.DateTimeField(default=timezone.now, editable=False), erased=KEPT)
    """What orders the line; ties go by id."""
    offer_expires_at = internal(models.DateTimeField(null=True, editable=False))
    takes_it = personal(
        models.BooleanField(
            "take it for me",
            default=False,
            help_text="Confirm me at once when it is my turn, without asking first.",
        ),
        erased=KEPT,
    )

    class Meta:
        abstract = True
