"""When work is due: every so often, or by the clock on the wall of some place.

A local time that the clocks skip in spring counts as late as it would have been without the change (02:30
becomes 03:30); one that comes twice in autumn means the first.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

Zones = str | Callable[[], Mapping[str, str]]
"""The name of a timezone, or what gives one for each key: `{organization_id: "Australia/Sydney", …}`."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

logger = logging.getLogger("hearth.scheduling")


class Times(Protocol):
    """The due times of one key, all aware and in UTC."""

    def latest(self, now: datetime) -> datetime:
        """The last one that is not after `now`."""

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Those after the first moment and not after the second, in order."""

    def following(self, now: datetime) -> datetime:
        """The first one after `now`."""


@dataclass(frozen=True)
class Schedule:
    """When something is due, for each of its keys; most work has the one empty key."""

    words: str
    times: Callable[[], Mapping[str, Times]]

    def __str__(self) -> str:
        return self.words


def every(*, minutes: int = 0, hours: int = 0) -> Schedule:
    """Due whenever so much time has gone by, counted in full steps from the epoch on."""
    step = timedelta(minutes=minutes, hours=hours)
    if step < timedelta(minutes=1):
        raise ValueError("work is due every minute at most")
    number, unit = (hours, "hour") if hours and not minutes else (step // timedelta(minutes=1), "minute")
    words = f"every {unit}" if number == 1 else f"every {number} {unit}s"
    steps = _Steps(step)
    return Schedule(words, lambda: {"": steps})


def daily(at: str, *, zone: Zones = "UTC") -> Schedule:
    """Due each day at a local time such as "03:10"."""
    return _by_the_wall(f"daily at {at}", at, frozenset(range(7)), zone)


def weekly(day: str, at: str, *, zone: Zones = "UTC") -> Schedule:
    """Due on one day of each week ("monday"), at a local time."""
    if day not in DAYS:
        raise ValueError(f"{day} is no day of the week")
    return _by_the_wall(f"each {day.capitalize()} at {at}", at, frozenset({DAYS.index(day)}), zone)


@dataclass(frozen=True)
class _Steps:
    step: timedelta

    def latest(self, now: datetime) -> datetime:
        return EPOCH + (now - EPOCH) // self.step * self.step

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        moment = self.following(after)
        while moment <= until:
            yield moment
            moment += self.step

    def following(self, now: datetime) -> datetime:
        return self.latest(now) + self.step


@dataclass(frozen=True)
class _OnTheWall:
    at: time
    days: frozenset[int]
    zone: ZoneInfo

    def latest(self, now: datetime) -> datetime:
        return max(moment for moment in self._around(now, -9, 1) if moment <= now)

    def between(self, after: datetime, until: datetime) -> Iterator[datetime]:
        days = (until - after).days + 2
        yield from (moment for moment in self._around(after, -1, days) if after < moment <= until)

    def following(self, now: datetime) -> datetime:
        return min(moment for moment in self._around(now, -1, 9) if moment > now)

    def _around(self, now: datetime, first: int, last: int) -> Iterator[datetime]:
        """The due times of the days from `first` to `last`, counted from the local day of `now`."""
        today = now.astimezone(self.zone).date()
        for number in range(first, last + 1):
            day = today + timedelta(days=number)
            if day.weekday() in self.days:
                yield self._moment(day)

    def _moment(self, day: date) -> datetime:
        # fold=0, the default, is the offset before a change of clocks: later in a gap, first of a double.
        return datetime.combine(day, self.at, tzinfo=self.zone).astimezone(UTC)


def _by_the_wall(words: str, at: str, days: frozenset[int], zone: Zones) -> Schedule:
    clock = time.fromisoformat(at)
    if isinstance(zone, str):
        only = _OnTheWall(clock, days, ZoneInfo(zone))
        return Schedule(f"{words}, {zone}", lambda: {"": only})

    def of_each() -> dict[str, Times]:
        return {key: _OnTheWall(clock, days, _zone(name)) for key, name in zone().items()}

    return Schedule(f"{words}, each in its own timezone", of_each)


def _zone(name: str) -> ZoneInfo:
    """A timezone that somebody chose, or UTC where this system does not know it (any more)."""
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        logger.warning("no timezone of the name %r", name)
        return ZoneInfo("UTC")
