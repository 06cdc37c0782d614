"""What became of a club's rides, week by week, beside as many weeks before.

Four queries, however much there is; each reads the rides of that time by their index, and their places.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncWeek

from apps.organizations.models import Organization
from apps.rides.choices import LEADS, Attendance, Role, State, Status
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import NotAllowed

SPANS: dict[str, int] = {"quarter": 13, "season": 26, "year": 52}
"""In weeks, the present one among them."""
USUAL = "quarter"
MOST_LEADERS = 12
WEEK = timedelta(weeks=1)
Figures = dict[date, dict[str, Any]]
"""By the Monday of a week, what is known of it."""


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
    """Somebody of the club; to whoever looks from outside it, nobody in particular."""

    id: UUID | None
    display_name: str | None
    captained: int
    led: int
    """As a leader beside the captain."""

    @property
    def times(self) -> int:
        return self.captained + self.led


@dataclass(frozen=True)
class Insight:
    span: str
    weeks: list[Week]
    totals: Totals
    before: Totals
    """Of as many weeks, up to the first one shown."""
    leaders: list[Leader]
    """Whoever leads most comes first."""


def check_may_see(club: Organization, subject: Subject) -> None:
    """Raise NotAllowed for who neither looks after the club's rides nor after every organisation."""
    if may_see_names(club, subject):
        return
    if "manage_all_organizations" not in subject.system_capabilities:
        raise NotAllowed("Those who look after the club's rides see this.", rule="needs_manage_rides")


def may_see_names(club: Organization, subject: Subject) -> bool:
    """Whether they are the club's own: who looks after every organisation reads the figures without names."""
    return "manage_rides" in subject.capabilities_in(club.pk)


def insight(club: Organization, span: str, now: datetime, *, names: bool) -> Insight:
    """Everything about the last weeks of a span."""
    zone, count = ZoneInfo(club.timezone), SPANS[span]
    mondays = _mondays(now, zone, 2 * count)
    since, middle = _start(mondays[0], zone), _start(mondays[count], zone)
    rides = Ride.objects.filter(
        organization=club, moderation="shown", starts_at__gte=since, starts_at__lte=now
    )
    places = Participation.objects.filter(
        ride__in=rides.filter(state=State.COMPLETED), status=Status.CONFIRMED
    )
    figures = _ridden(rides, zone), _roll(places, zone), _newcomers(club, places, since, zone)
    weeks = [
        Week(monday, **{name: value for each in figures for name, value in each.get(monday, {}).items()})
        for monday in mondays
    ]
    return Insight(
        span=span,
        weeks=weeks[count:],
        totals=_sum(weeks[count:]),
        before=_sum(weeks[:count]),
        leaders=_leaders(places.filter(ride__starts_at__gte=middle), names=names),
    )


def _mondays(now: datetime, zone: ZoneInfo, count: int) -> list[date]:
    today = now.astimezone(zone).date()
    last = today - timedelta(days=today.weekday())
    return [last - WEEK * ago for ago in reversed(range(count))]


def _start(monday: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(monday, time(), zone)


def _ridden(rides: QuerySet[Any], zone: ZoneInfo) -> Figures:
    ridden = Q(state=State.COMPLETED)
    rows = rides.values(week=TruncWeek("starts_at", tzinfo=zone)).annotate(
        rides=Count("pk", filter=ridden),
        cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        distance_km=Coalesce(Sum("distance_km", filter=ridden), Decimal(0)),
    )
    return _by_monday(rows.order_by("week"))


def _roll(places: QuerySet[Any], zone: ZoneInfo) -> Figures:
    rows = places.values(week=TruncWeek("ride__starts_at", tzinfo=zone)).annotate(
        came=Count("pk", filter=Q(attendance=Attendance.ATTENDED)),
        missed=Count("pk", filter=Q(attendance=Attendance.NO_SHOW)),
        excused=Count("pk", filter=Q(attendance=Attendance.EXCUSED)),
    )
    return _by_monday(rows.order_by("week"))


def _newcomers(club: Organization, places: QuerySet[Any], since: datetime, zone: ZoneInfo) -> Figures:
    """How many came to their first ride with the club, by the week of that ride."""
    came = Participation.objects.filter(organization=club, attendance=Attendance.ATTENDED)
    earlier = came.filter(user=OuterRef("user"), ride__starts_at__lt=since)
    firsts = places.filter(attendance=Attendance.ATTENDED, user__isnull=False).order_by()
    rows = firsts.values("user").annotate(first=Min("ride__starts_at")).filter(~Exists(earlier))
    found: Figures = {}
    for first in rows.values_list("first", flat=True):
        day = first.astimezone(zone).date()
        week = found.setdefault(day - timedelta(days=day.weekday()), {"newcomers": 0})
        week["newcomers"] += 1
    return found


def _leaders(places: QuerySet[Any], *, names: bool) -> list[Leader]:
    rows = places.filter(role__in=LEADS).values("user", "user__display_name")
    counted = rows.annotate(
        times=Count("pk"),
        captained=Count("pk", filter=Q(role=Role.CAPTAIN)),
        led=Count("pk", filter=Q(role=Role.LEADER)),
    )
    return [
        Leader(
            row["user"] if names else None,
            row["user__display_name"] if names else None,
            row["captained"],
            row["led"],
        )
        for row in counted.order_by("-times", "user__display_name", "user")[:MOST_LEADERS]
    ]


def _by_monday(rows: QuerySet[Any]) -> Figures:
    return {row.pop("week").date(): row for row in rows}


def _sum(weeks: list[Week]) -> Totals:
    came, missed, excused = (
        sum(getattr(week, name) for week in weeks) for name in ("came", "missed", "excused")
    )
    known = came + missed + excused
    return Totals(
        rides=sum(week.rides for week in weeks),
        cancelled=sum(week.cancelled for week in weeks),
        distance_km=sum((week.distance_km for week in weeks), Decimal(0)),
        came=came,
        newcomers=sum(week.newcomers for week in weeks),
        attendance=_share(came, known),
        no_shows=_share(missed, known),
    )


def _share(part: int, whole: int) -> float | None:
    """A share to a thousandth; None of nothing."""
    return round(part / whole, 3) if whole else None
