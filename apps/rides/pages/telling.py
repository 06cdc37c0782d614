"""What is said of a ride and of a place in it, in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.rides.choices import Attendance, CancelReason, RemovalReason, State, Status
from apps.rides.models import PaceGroup, Participation, Ride
from apps.rides.pages.clocks import city, clock, day

FEW = 3
BADGES = {
    State.DRAFT: "draft",
    State.PUBLISHED: "good",
    State.POSTPONED: "waiting",
    State.ACTIVE: "info",
    State.COMPLETED: "quiet",
    State.CANCELLED: "stop",
}
MARKS = {
    Status.CONFIRMED: ("good", "You have a place"),
    Status.WAITLISTED: ("waiting", "You wait for a place"),
    Status.OFFERED: ("info", "A place is kept for you"),
    Status.PASSED: ("quiet", "You passed it on"),
    Status.WITHDRAWN: ("quiet", "You are not coming"),
    Status.REMOVED: ("quiet", "You were taken off the list"),
}


@dataclass(frozen=True)
class Room:
    """How many places there are, as a sentence and as a bar."""

    words: str
    taken: int
    capacity: int | None

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def is_nearly_full(self) -> bool:
        return self.left is not None and self.left <= FEW


def when(ride: Ride) -> str:
    """“Saturday 14 March, 7:30 am · Sydney”."""
    here = ride.starts_here
    return f"{day(here, timezone.now())}, {clock(here)} · {city(ride.zone)}"


def ends(ride: Ride) -> str:
    """When one is back: the clock, and the day where it is another one."""
    start, end = ride.starts_here, ride.ends_at.astimezone(ride.zone)
    return clock(end) if start.date() == end.date() else f"{day(end, timezone.now())}, {clock(end)}"


def moment(ride: Ride, when: datetime) -> str:
    """Any time on the club's clocks."""
    here = when.astimezone(ride.zone)
    return f"{day(here, timezone.now())}, {clock(here)}"


def on_days(moments: list[datetime], zone: ZoneInfo) -> list[str]:
    """Each as “Sunday 3 May, 7:30 am”, on the clocks of a zone."""
    now = timezone.now()
    return [f"{day(here, now)}, {clock(here)}" for here in (each.astimezone(zone) for each in moments)]


def lasts(minutes: int) -> str:
    """“3 h 30 min”."""
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = ((days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def room_of(ride: Ride) -> Room:
    taken = ride.confirmed_count + ride.offered_count + ride.held_count
    if ride.capacity is None:
        return Room(f"{ride.confirmed_count} coming, no limit", taken, None)
    left = max(ride.capacity - taken, 0)
    places = "1 place" if left == 1 else f"{left} places"
    words = f"All {ride.capacity} places are taken" if not left else f"{places} left of {ride.capacity}"
    return Room(words, taken, ride.capacity)


def room_of_group(group: PaceGroup) -> Room:
    if group.capacity is None:
        return Room(f"{group.taken_count} so far", group.taken_count, None)
    left = max(group.capacity - group.taken_count, 0)
    words = f"{left} left of {group.capacity}" if left else "Full"
    return Room(words, group.taken_count, group.capacity)


def speed(group: PaceGroup) -> str:
    low, high = group.slowest_kmh, group.fastest_kmh
    if low and high and low != high:
        return f"{low}–{high} km/h"
    if low and high:
        return f"{low} km/h"
    if low:
        return f"from {low} km/h"
    return f"up to {high} km/h" if high else ""


def badge(ride: Ride) -> dict[str, str]:
    """The state where it says something: that a ride to come is open goes without saying."""
    if not ride.is_shown:
        return {"status": "stop", "label": "Taken down"}
    return {"status": BADGES[State(ride.state)], "label": ride.get_state_display()}


def why_off(ride: Ride) -> str:
    """Why it was put off or cancelled."""
    return _label(CancelReason, ride.why)


def why_removed(place: Participation) -> str:
    return _label(RemovalReason, place.why)


def mark(place: Participation) -> dict[str, str]:
    """A person's own place as a badge."""
    ride = place.ride
    if ride.state in (State.ACTIVE, State.COMPLETED) and place.attendance != Attendance.UNKNOWN:
        good = place.attendance == Attendance.ATTENDED
        words = {"attended": "You came", "no_show": "You did not come", "excused": "You were excused"}
        return {"status": "good" if good else "quiet", "label": words[place.attendance]}
    if place.role != "participant" and place.is_live:
        captain = place.role == "captain"
        return {"status": "good", "label": "You captain it" if captain else "You lead along"}
    if place.why in (RemovalReason.BEGAN, RemovalReason.CANCELLED, RemovalReason.AUDIENCE):
        return {"status": "quiet", "label": "No place came free"}
    status, label = MARKS[Status(place.status)]
    return {"status": status, "label": label}


def ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def soon(ride: Ride, now: datetime) -> str:
    """How far away it is, where that is a matter of days: “Today”, “Tomorrow”."""
    days = (ride.starts_here.date() - now.astimezone(ride.zone).date()) // timedelta(days=1)
    return {0: "Today", 1: "Tomorrow"}.get(days, "")


def _label(choices: Any, code: str) -> str:
    return str(dict(choices.choices).get(code, ""))
