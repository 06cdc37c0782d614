"""What becomes of rides when an account, a club, or a ride taken down may do less or more than before."""

from typing import Any

from apps.rides.choices import PLACES, State
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from apps.rides.services import follow_suspension
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event


@on("user.suspended")
def let_rides_go_on_without_them(event: Event) -> None:
    """Give the lead and the places of rides to come to others: nobody waits for who cannot sign in."""
    if not follow_suspension(event.target_id, by=system_subject()):
        raise NotNeeded("they were reinstated meanwhile")


@on("organization.reinstated", "organization.unarchived", "organization.restored")
def give_places_of_a_club_again(event: Event) -> None:
    """Give what became free while the club was off to those who wait; offers start anew."""
    _fill(Ride.objects.filter(organization=event.target_id))


@on("ride.restored")
def give_places_again(event: Event) -> None:
    _fill(Ride.objects.filter(pk=event.target_id))


def _fill(rides: Any) -> None:
    asked = Participation.objects.filter(status__in=(PLACES.waiting, PLACES.offered)).values("ride")
    open_ones = rides.filter(pk__in=asked, state=State.PUBLISHED).order_by("pk")
    for pk in list(open_ones.values_list("pk", flat=True)):
        RIDES.fill(RIDES.locked(pk))
