"""Lines that stood still while their club was off, or their ride was taken down, go on with what opens them.

In that very transaction: an offer whose time ran out meanwhile must have its time again before anybody
looks for offers to end, or whoever was first would lose their turn.
"""

from typing import Any

from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.choices import PLACES, State
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride


def reopen_lines_of(club: Organization) -> None:
    """Give what became free in the club's rides meanwhile to those who wait; standing offers start anew."""
    _fill(Ride.objects.filter(organization=club.pk))


def reopen_line(ride: Ride) -> None:
    """The same of one ride."""
    _fill(Ride.objects.filter(pk=ride.pk))


def _fill(rides: Any) -> None:
    asked = Participation.objects.filter(status__in=(PLACES.waiting, PLACES.offered)).values("ride")
    coming = rides.filter(pk__in=asked, state=State.PUBLISHED, starts_at__gt=timezone.now())
    for pk in list(coming.order_by("pk").values_list("pk", flat=True)):
        RIDES.fill(RIDES.locked(pk))
