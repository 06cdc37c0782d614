"""The waitlist of rides: a place of a pace group follows the place in the ride."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from apps.rides.choices import PLACES
from apps.rides.models import PaceGroup, Participation, Ride
from apps.rides.workflows import PARTICIPATION, RIDE_STATES
from hearth.kernel.authorization import Subject
from hearth.kernel.waitlist import Waitlist
from hearth.kernel.waitlist.counting import counting

TAKES = (PLACES.offered, *PLACES.confirmed)
"""The states that take a place, of the ride and of the group."""


@dataclass(frozen=True, kw_only=True)
class RideWaitlist(Waitlist[Ride, Participation]):
    """Counts the places of pace groups along, under the ride's lock."""

    def close(self, line: Ride, *, by: Subject, now: datetime, why: str) -> None:
        """End everybody's wait, and every offer, in a ride that gives no places any more."""
        asked = self.place._default_manager.filter(ride=line, status__in=(PLACES.waiting, PLACES.offered))
        in_order = asked.order_by("queued_at", "id").select_for_update(no_key=True, of=("self",))
        self.turn_away(line, in_order, by=by, now=now, why=why)

    def turn_away(
        self, line: Ride, places: Iterable[Participation], *, by: Subject, now: datetime, why: str
    ) -> None:
        """End the waits and offers of some; `fill` or `give` hands on what they were offered."""
        with counting(line):
            for place in places:
                self._step(line, place, "close", by=by, now=now, reason=why, why=why)

    def give(self, line: Ride, *, now: datetime) -> None:
        """Give what became free; unlike with `fill`, who is asked already has no longer for it."""
        with counting(line):
            self._fill(line, now)

    def seat(self, line: Ride, place: Participation, *, by: Subject, now: datetime) -> None:
        """Give a place to somebody in the line, ahead of it: for a captain, while one is free or theirs."""
        verb = "accept" if place.status == PLACES.offered else PLACES.confirm
        self._check_room(line, place, verb, now, {})
        with counting(line):
            self._step(line, place, verb, by=by, now=now)

    def _count(self, line: Ride, place: Participation, sign: int) -> None:
        super()._count(line, place, sign)
        if place.pace_group_id is not None and place.status in TAKES:
            groups = PaceGroup.objects.filter(pk=place.pace_group_id)
            groups.update(taken_count=F("taken_count") + sign)

    def _step(
        self, line: Ride, place: Participation, verb: str, *, by: Subject, now: datetime, **told: Any
    ) -> None:
        """Whose group has filled up while they waited rides without one, and chooses anew."""
        takes = self.places.of[verb].to in TAKES and place.status not in TAKES
        if takes and place.pace_group_id is not None:
            group = PaceGroup.objects.get(pk=place.pace_group_id)
            if group.is_full:
                told["pace_group"] = None
        if verb in (PLACES.offer, "accept"):
            told["asked_again"] = False  # they are asked this moment, or answer
        super()._step(line, place, verb, by=by, now=now, **told)


RIDES = RideWaitlist(
    line=Ride,
    place=Participation,
    of="ride",
    lines=RIDE_STATES,
    places=PARTICIPATION,
    words=PLACES,
    along=("organization",),
)
