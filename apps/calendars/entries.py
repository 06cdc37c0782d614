"""What stands in calendars, whatever it is: communities say what somebody has planned.

@contribute_entries("What you have booked")
def bookings(user: User, since: datetime, until: datetime) -> Iterable[Entry]: ...

Registered from an app's `registrations`; each contributor bounds how much it gives.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import User

PAST, FUTURE = timedelta(days=90), timedelta(days=366)
"""How far calendars reach back and ahead."""
MOST = 1000


class Status(StrEnum):
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in a calendar."""

    uid: str
    """The same for ever, so that calendars change the entry that they have."""
    sequence: int
    """Grows with every change of time, place or state."""
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    """The IANA name of the time zone in whose clocks it is meant."""
    title: str
    path: str
    description: str = ""
    location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    status: Status = Status.CONFIRMED
    takes_time: bool = True
    """False for what does not keep somebody busy: they only wait for a place."""


Contribution = Callable[[User, datetime, datetime], Iterable[Entry]]

_contributions: list[tuple[str, Contribution]] = []


def contribute_entries(explains: str) -> Callable[[Contribution], Contribution]:
    """Register what puts entries between two moments into a person's calendar, and how to call that."""

    def register(contribution: Contribution) -> Contribution:
        _contributions.append((explains, contribution))
        return contribution

    return register


def contents() -> list[str]:
    """What people find in their calendar, in words."""
    return [explains for explains, _ in _contributions]


def window(now: datetime) -> tuple[datetime, datetime]:
    return now - PAST, now + FUTURE


def entries_of(user: User, now: datetime) -> list[Entry]:
    """What stands in somebody's calendar, by its start; of too much all that comes, and the latest before."""
    since, until = window(now)
    found = [entry for _, give in _contributions for entry in give(user, since, until)]
    found.sort(key=lambda entry: (entry.starts_at, entry.uid))
    coming = [entry for entry in found if entry.starts_at >= now][:MOST]
    before = [entry for entry in found if entry.starts_at < now]
    return [*before[max(0, len(before) + len(coming) - MOST) :], *coming]


def nearest(rows: QuerySet[Any], now: datetime) -> list[Any]:
    """The same of rows with a column `starts_at`, for contributors."""
    coming = list(rows.filter(starts_at__gte=now).order_by("starts_at", "id")[:MOST])
    before = rows.filter(starts_at__lt=now).order_by("-starts_at", "-id")
    return [*reversed(before[: MOST - len(coming)]), *coming]
