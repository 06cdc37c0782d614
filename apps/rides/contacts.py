"""Who may read emergency contacts, and when: whoever leads that very ride, while somebody may need it.

Club admins and site admins read none of them. Each look is written down and told to whose contact it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.rides.choices import State
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride, SharedContact
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import NotAllowed
from hearth.kernel.reveal import Reason, note_looks
from hearth.kernel.transactions import transactional

OPENS_BEFORE = timedelta(hours=1)
CLOSES_AFTER = timedelta(hours=6)
NOTICE = timedelta(hours=12)
"""So long after a start was moved nearer, at most, its riders' contacts stay closed until they agree."""
KEPT_AFTER = timedelta(days=30)
"""How long after the ride the copies are kept, for who shared them."""
RIDDEN = (State.PUBLISHED.value, State.ACTIVE.value, State.COMPLETED.value)
RULES = {
    "before_contacts_open": "Emergency contacts open one hour before the ride.",
    "after_contacts_closed": "Emergency contacts closed six hours after the ride was to end.",
    "ride_not_ridden": "This ride does not take place, so nobody needs its emergency contacts.",
}


@dataclass(frozen=True)
class Contact:
    """Whom to call about somebody of a ride; all empty where they share nothing."""

    place: Participation
    name: str = ""
    phone: str = ""
    relation: str = ""
    medical_note: str = ""
    of_host: bool = False
    """True for a guest without a contact of their own: it is that of whoever brings them."""
    opens_at: datetime | None = None
    """Of who has not agreed yet to a start that was moved nearer: when it opens all the same."""

    @property
    def rider(self) -> str:
        return self.place.name

    @property
    def is_shared(self) -> bool:
        return bool(self.phone)


def opens_at(ride: Ride) -> datetime:
    return ride.starts_at - OPENS_BEFORE


def closes_at(ride: Ride) -> datetime:
    """Some hours after the planned end, or after all were known to be home where that was sooner."""
    return min(ride.ends_at, ride.completed_at or ride.ends_at) + CLOSES_AFTER


def expected_from(ride: Ride, starts_at: datetime, now: datetime) -> datetime | None:
    """Until when another start opens no contacts of those who have not agreed to it; None where it may.

    Whoever leads a ride must not open them by saying that it begins sooner. Those who shared theirs expect
    the old hour, so it is that, or half a day for them to see the change, whichever comes first.
    """
    opens = starts_at - OPENS_BEFORE
    expected = max(opens_at(ride), ride.contacts_from or opens_at(ride))
    if now >= closes_at(ride):
        expected = now + NOTICE
    latest = min(expected, now + NOTICE)
    return latest if latest > max(opens, now) else None


def closed_by(ride: Ride, now: datetime) -> str:
    """The rule that keeps the contacts of a ride closed at a moment, by name; empty while they are open."""
    if ride.state not in RIDDEN:
        return "ride_not_ridden"
    if now < opens_at(ride):
        return "before_contacts_open"
    return "after_contacts_closed" if now >= closes_at(ride) else ""


@transactional
def contacts_for(ride: Ride, *, by: Subject) -> list[Contact]:
    """The contacts of everybody who has a place, for whoever leads the ride; each call is a look.

    Where the start was moved nearer, those of who has not agreed to it open later (`expected_from`).
    Raises NotAllowed with the rule for everybody else, and outside of the ride's time. Locks the ride.
    """
    require(by, "see_contacts", ride)
    ride = RIDES.locked(ride.pk)
    require(by, "see_contacts", ride)
    if rule := closed_by(ride, by.now):
        raise NotAllowed(
            RULES[rule], rule=rule, opens_at=opens_at(ride).isoformat(), closes_at=closes_at(ride).isoformat()
        )
    places = Participation.objects.confirmed().filter(ride=ride).select_related("user", "host")
    found = list(places.order_by("created_at", "pk"))
    closed = _still_closed(ride, found, by.now)
    to_read = [place.pk for place in found if place.pk not in closed]
    shared = {copy.participation_id: copy for copy in SharedContact.objects.filter(participation__in=to_read)}
    _write_down(ride, list(shared.values()), by)
    of_person = {place.user_id: shared.get(place.pk) for place in found if place.user_id}
    return [
        Contact(place, opens_at=ride.contacts_from)
        if place.pk in closed
        else _contact(place, shared.get(place.pk), of_person)
        for place in found
    ]


def forget_copies(now: datetime) -> int:
    """Delete the copies that nobody needs any more: of places that were given up, and of rides long over."""
    given_up, _ = SharedContact.objects.exclude(
        participation__in=Participation.objects.live().values("pk")
    ).delete()
    old = SharedContact.objects.filter(participation__ride__starts_at__lt=now - KEPT_AFTER)
    over = [
        copy.pk
        for copy in old.defer("details").select_related("participation__ride")
        if copy.participation.ride.ends_at + KEPT_AFTER <= now
    ]
    SharedContact.objects.filter(pk__in=over).delete()
    return given_up + len(over)


def _still_closed(ride: Ride, places: list[Participation], now: datetime) -> set[UUID]:
    """The places of those, with their guests, who have not agreed to a start that was moved nearer."""
    if ride.contacts_from is None or now >= ride.contacts_from:
        return set()
    silent = {place.user_id for place in places if place.asked_again and place.user_id}
    return {place.pk for place in places if (place.user_id or place.host_id) in silent}


def _contact(place: Participation, copy: SharedContact | None, of_person: dict[Any, Any]) -> Contact:
    of_host = copy is None and place.user_id is None
    if of_host:
        copy = of_person.get(place.host_id)
    return Contact(place, **copy.details, of_host=of_host) if copy else Contact(place)


def _write_down(ride: Ride, copies: list[SharedContact], by: Subject) -> None:
    others = [copy for copy in copies if copy.user_id != by.id]
    new = note_looks(others, by=by, reason=Reason.SAFETY)
    if others:
        data = {"looked_at": len(others), "tell": sorted(str(copy.participation_id) for copy in new)}
        record("ride.contacts_seen", ride, by=by, data=data)
