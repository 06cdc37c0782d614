"""What became of a club's rides: week by week, beside as many weeks before, in as many queries whatever there is."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Min, OuterRef, Q, Sum
from django.db.models.functions import TruncWeek

from apps.organizations.models import Organization
from apps.rides.choices import LEADS, OUTCOMES, Attendance, Role, State, Status
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import NotAllowed

RANGES: dict[str, tuple[str, int]] = {"quarter": ("Quarter", 13), "season": ("Season", 26), "year": ("Year", 52)}
"""How they are called, and their weeks."""
USUAL = "quarter"
MOST_LEADERS = 12
WEEK = timedelta(weeks=1)
CAME, MISSED = Attendance.ATTENDED.value, Attendance.NO_SHOW.value


@dataclass(frozen=True)
class Week:
    """The rides that began between a Monday and the next, on the club's clocks."""

    begins_on: date
    rides: int = 0
    cancelled: int = 0
    distance_km: Decimal = Decimal(0)
    came: int = 0
    missed: int = 0
    excused: int = 0
    newcomers: int = 0

    @property
    def attendance(self) -> float | None:
        return _share(self.came, self.came + self.missed + self.excused)


@dataclass(frozen=True)
class Totals:
    rides: int
    cancelled: int
    distance_km: Decimal
    came: int
    newcomers: int
    attendance: float | None
    """How many of those who had a place came; None where no roll was called."""
    no_shows: float | None

    @property
    def riders_each(self) -> float | None:
        return round(self.came / self.rides, 1) if self.rides else None


@dataclass(frozen=True)
class Leader:
    id: UUID
    display_name: str
    captained: int
    led: int
    """As a leader beside the captain."""

    @property
    def times(self) -> int:
        return self.captained + self.led


@dataclass(frozen=True)
class Insight:
    range: str
    weeks: list[Week]
    totals: Totals
    before: Totals
    """Of as many weeks, up to the first one shown."""
    leaders: list[Leader]
    """Whoever leads most comes first."""


def check_may_see(club: Organization, subject: Subject) -> None:
    """Raise NotAllowed for who neither looks after the club's rides nor after every organisation."""
    if "manage_rides" in subject.capabilities_in(club.pk):
        return
    if "manage_all_organizations" not in subject.system_capabilities:
        raise NotAllowed("Those who look after the club's rides see this.", rule="needs_manage_rides")


def insight(club: Organization, range: str, now: datetime) -> Insight:
    """Everything about the last weeks of a range, the present one among them."""
    zone, count = ZoneInfo(club.timezone), RANGES[range][1]
    mondays = _mondays(now, zone, 2 * count)
    since, until = _start(mondays[0], zone), _start(mondays[-1] + WEEK, zone)
    rides = Ride.objects.filter(organization=club, starts_at__gte=since, starts_at__lt=until)
    rows: Mapping[date, dict[str, Any]] = _by_week(rides, club, zone)
    weeks = [Week(monday, **rows.get(monday, {})) for monday in mondays]
    return Insight(
        range=range,
        weeks=weeks[count:],
        totals=_sum(weeks[count:]),
        before=_sum(weeks[:count]),
        leaders=_leaders(rides.filter(starts_at__gte=_start(mondays[count], zone))),
    )


def _mondays(now: datetime, zone: ZoneInfo, count: int) -> list[date]:
    today = now.astimezone(zone).date()
    last = today - timedelta(days=today.weekday())
    return [last - WEEK * ago for ago in reversed(list(_range(count)))]


def _range(count: int) -> Any:
    return __builtins__["range"](count)
