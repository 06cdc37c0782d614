"""Rides in words, for templates."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from apps.rides.models import Ride
from apps.rides.pages import clocks, telling

register = template.Library()
register.filter("ride_when", telling.when)
register.filter("ride_ends", telling.ends)
register.filter("ride_lasts", telling.lasts)
register.filter("ride_room", telling.room_of)
register.filter("ride_badge", telling.badge)
register.filter("ride_why", telling.why_off)
register.filter("group_room", telling.room_of_group)
register.filter("group_speed", telling.speed)
register.filter("place_mark", telling.mark)
register.filter("place_why", telling.why_removed)
register.filter("ordinal", telling.ordinal)


@register.filter
def ride_moment(ride: Ride, moment: datetime) -> str:
    return telling.moment(ride, moment)


@register.filter
def ride_clock(ride: Ride) -> str:
    return clocks.clock(ride.starts_here)


@register.filter
def ride_soon(ride: Ride) -> str:
    return telling.soon(ride, timezone.now())


@register.filter
def ride_city(ride: Ride) -> str:
    return clocks.city(ride.zone)


@register.filter
def ride_tile(ride: Ride) -> dict[str, Any]:
    """The leaf of a calendar."""
    here = ride.starts_here
    return {"weekday": f"{here:%a}", "day": here.day, "month": f"{here:%b}"}
