"""Rides that nobody captains any more: who looks after rides, and who rides, is told of all at once."""

from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.organizations.models import Organization
from apps.rides.choices import PLACES, CancelReason, State
from apps.rides.handlers.letters import facts_of, tell, why_of
from apps.rides.models import Participation, Ride
from apps.rides.people import who_may
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event

LISTED = 30
"""So many rides a letter lists; the rest it counts."""


@on("ride.lost_captain", "ride.captain_changed")
def look_for_a_captain(event: Event) -> None:
    """Tell those who may take them over, and everybody who comes to those that are put off by it."""
    if event.data.get("captain"):
        raise NotNeeded("somebody captains it")
    if "told_with" in event.data:
        raise NotNeeded("they are told of all in one")
    rides = _still_without(event)
    if not rides:
        raise NotNeeded("somebody took over meanwhile")
    club = rides[0].organization
    may = who_may("manage_rides", club)
    for person in may:
        _tell_all(person, "ride.lost_captain", "ride.captains_lost", rides, path=_page_of(club))
    put_off = [ride for ride in rides if ride.state == State.POSTPONED]
    why = why_of(CancelReason.NO_CAPTAIN, CancelReason)
    for person, theirs in _who_comes(put_off):
        if person not in may:
            path = reverse("my-rides")
            _tell_all(person, "ride.postponed", "ride.several_postponed", theirs, path=path, **why)


def _tell_all(person: User, one: str, several: str, rides: list[Ride], *, path: str, **facts: Any) -> None:
    """Tell somebody of one ride, or of several in one letter whose button leads to `path`."""
    if len(rides) == 1:
        tell(person, one, rides[0], **facts)
        return
    told = {
        "rides": [facts_of(ride) for ride in rides[:LISTED]],
        "count": len(rides),
        "more": max(0, len(rides) - LISTED),
    }
    tell(person, several, rides[0], path=path, **told, **facts)


def _still_without(event: Event) -> list[Ride]:
    """The ride, or those that lost theirs with it, the next one first."""
    rides = Ride.objects.filter(pk__in=event.data.get("rides", [event.target_id]), captain=None)
    return list(rides.select_related("organization").order_by("starts_at", "pk"))


def _who_comes(rides: list[Ride]) -> list[tuple[User, list[Ride]]]:
    """Everybody with a place in one of these rides, or in line for one, with theirs."""
    places = Participation.objects.filter(ride__in=rides, status__in=PLACES.live, user__status="active")
    of: dict[User, set[Any]] = {}
    for place in places.select_related("user").order_by("user"):
        of.setdefault(place.user, set()).add(place.ride_id)
    return [(person, [ride for ride in rides if ride.pk in theirs]) for person, theirs in of.items()]


def _page_of(club: Organization) -> str:
    return reverse("club", args=[club.slug])
