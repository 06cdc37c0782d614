"""How rides come again: a rule of RFC 5545 over days, and the club's clock on each of them.

What a rule may say is bounded, and so is the work of reading it: it is looked through period by period up
to a last day. A library that searches for the next match may search for the thirtieth of February for ever.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count as counting
from itertools import islice
from zoneinfo import ZoneInfo

from hearth.kernel.problems import Invalid

LONGEST_RULE = 300
MOST_TIMES = 1000
FREQUENCIES = {"DAILY": 366, "WEEKLY": 53, "MONTHLY": 24, "YEARLY": 4}
"""Each with the largest INTERVAL: rides that come less often are planned one by one."""
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ORDINAL_DAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")


@dataclass(frozen=True)
class Rule:
    """What an RRULE says of days."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: datetime | None = None
    """In UTC; the end of the day where only a day was named."""
    until_is_local: bool = False
    by_month: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_day: frozenset[tuple[int, int]] = frozenset()
    """(which one, weekday): the first Sunday of a month is (1, 6), every Sunday (0, 6)."""
    by_set_pos: frozenset[int] = frozenset()
    week_starts: int = 0

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield in order the days from the first one on, up to a last one, whatever COUNT and UNTIL say."""
        for start in self._periods(first, last):
            for day in self._chosen(sorted(self._candidates(start, first))):
                if first <= day <= last:
                    yield day

    def _periods(self, first: date, last: date) -> Iterator[date]:
        if self.freq == "WEEKLY":
            start = first - timedelta(days=(first.weekday() - self.week_starts) % 7)
        else:
            start = first
        for number in counting():
            steps = number * self.interval
            if self.freq in ("DAILY", "WEEKLY"):
                reached = start + timedelta(days=steps * (1 if self.freq == "DAILY" else 7))
            else:
                months = start.year * 12 + start.month - 1 if self.freq == "MONTHLY" else start.year * 12
                months += steps * (1 if self.freq == "MONTHLY" else 12)
                reached = date(months // 12, months % 12 + 1, 1)
            if reached > last:
                return
            yield reached

    def _candidates(self, start: date, first: date) -> set[date]:
        if self.freq == "DAILY":
            return {day for day in [start] if self._fits(day)}
        if self.freq == "WEEKLY":
            wanted = {weekday for _, weekday in self.by_day} or {first.weekday()}
            week = (start + timedelta(days=number) for number in range(7))
            return {day for day in week if day.weekday() in wanted and self._in_month(day)}
        if self.freq == "MONTHLY":
            span = _month(start.year, start.month)
            return self._within(span, first) if self._in_month(start) else set()
        if self.by_month:
            found: set[date] = set()
            for month in self.by_month:
                found |= self._within(_month(start.year, month), first)
            return found
        if self.by_month_day or self.by_day:
            year = [day for month in range(1, 13) for day in _month(start.year, month)]
            return self._within(year, first)
        return {day for day in _month(start.year, first.month) if day.day == first.day}

    def _within(self, span: list[date], first: date) -> set[date]:
        """The days of a month or year that the BY parts name; that of the first ride where none does."""
        if not self.by_month_day and not self.by_day:
            return {day for day in span if day.day == first.day}
        found = {day for day in span if not self.by_month_day or self._on_month_day(day)}
        return found & _named(span, self.by_day) if self.by_day else found

    def _fits(self, day: date) -> bool:
        weekdays = {weekday for _, weekday in self.by_day}
        return (
            self._in_month(day)
            and (not weekdays or day.weekday() in weekdays)
            and (not self.by_month_day or self._on_month_day(day))
        )

    def _in_month(self, day: date) -> bool:
        return not self.by_month or day.month in self.by_month

    def _on_month_day(self, day: date) -> bool:
        from_end = day.day - _last_day(day.year, day.month) - 1
        return day.day in self.by_month_day or from_end in self.by_month_day

    def _chosen(self, candidates: list[date]) -> list[date]:
        if not self.by_set_pos:
            return candidates
        size = len(candidates)
        places = {number - 1 if number > 0 else size + number for number in self.by_set_pos}
        return [candidates[place] for place in sorted(places) if 0 <= place < size]


def read_rule(text: str) -> Rule:
    """Read an RRULE; raise Invalid for what it must not say."""
    words = text.strip().upper().removeprefix("RRULE:")
    if len(words) > LONGEST_RULE:
        raise _refused(f"A rule has {LONGEST_RULE} characters at most.")
    parts: dict[str, str] = {}
    for part in words.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts or name not in _READERS:
            raise _refused(f"“{part[:40]}” is no part of a rule that rides can come by.")
        parts[name] = value
    if parts.get("FREQ") not in FREQUENCIES:
        raise _refused("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.")
    rule = Rule(freq=parts.pop("FREQ"))
    for name, value in parts.items():
        try:
            rule = _READERS[name](rule, value)
        except (ValueError, OverflowError):
            raise _refused(f"{name} cannot be “{value[:40]}”.") from None
    _check_whole(rule)
    return rule


def starts(
    rule: Rule, first: date, at: time, zone: ZoneInfo, *, before: datetime, after: datetime | None = None
) -> list[datetime]:
    """The moments in UTC, before one and not before another, at which the rule has a ride begin."""
    found: list[datetime] = []
    for day in _counted(rule, first, before.astimezone(zone).date() + timedelta(days=1)):
        moment = instant(datetime.combine(day, at), zone)
        if moment >= before or _is_past_end(rule, moment, day, at):
            break
        # A zone that left a whole day out has two days begin at one moment.
        if (after is None or moment >= after) and (not found or found[-1] < moment):
            found.append(moment)
    return found


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """A wall time as a moment: one left out is read by the clock of before, a doubled one is the first."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_over(rule: Rule, first: date, at: time, zone: ZoneInfo, *, by: datetime) -> bool:
    """Whether COUNT or UNTIL leaves no ride at or after a moment."""
    if rule.count is not None:
        return len(starts(rule, first, at, zone, before=by)) >= rule.count
    if rule.until is None:
        return False
    until = instant(rule.until.replace(tzinfo=None), zone) if rule.until_is_local else rule.until
    return until < by


def without_first(rule: Rule, number: int) -> Rule:
    """The rule of what is left of it once so many days are over."""
    return rule if rule.count is None else replace(rule, count=max(rule.count - number, 1))


def written(rule: Rule) -> str:
    """The rule as an RRULE, in one order of its parts."""
    parts = [f"FREQ={rule.freq}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        parts.append(f"UNTIL={rule.until:%Y%m%dT%H%M%S}{'' if rule.until_is_local else 'Z'}")
    for name, numbers in (("BYMONTH", rule.by_month), ("BYMONTHDAY", rule.by_month_day)):
        if numbers:
            parts.append(f"{name}={','.join(str(number) for number in sorted(numbers))}")
    if rule.by_day:
        named = sorted(rule.by_day, key=lambda one: (one[1], one[0]))
        parts.append("BYDAY=" + ",".join(f"{which or ''}{DAYS[weekday]}" for which, weekday in named))
    if rule.by_set_pos:
        parts.append(f"BYSETPOS={','.join(str(number) for number in sorted(rule.by_set_pos))}")
    if rule.week_starts:
        parts.append(f"WKST={DAYS[rule.week_starts]}")
    return ";".join(parts)


def _check_whole(rule: Rule) -> None:
    if rule.count is not None and rule.until is not None:
        raise _refused("COUNT and UNTIL do not go together.")
    if any(which for which, _ in rule.by_day) and rule.freq not in ("MONTHLY", "YEARLY"):
        raise _refused("A numbered day, such as 2SU, needs FREQ=MONTHLY or FREQ=YEARLY.")
    if len({which != 0 for which, _ in rule.by_day}) > 1:
        raise _refused("Numbered days and plain ones do not go together.")
    if rule.freq == "WEEKLY" and rule.by_month_day:
        raise _refused("BYMONTHDAY does not go with FREQ=WEEKLY.")
    in_span = rule.freq in ("MONTHLY", "YEARLY") and (rule.by_day or rule.by_month_day)
    if rule.by_set_pos and not in_span:
        raise _refused("BYSETPOS chooses among the days of a month or year that other parts name.")


def _read_until(rule: Rule, value: str) -> Rule:
    if not _UNTIL.fullmatch(value):
        raise ValueError(value)
    day = datetime.strptime(value[:8], "%Y%m%d")  # noqa: DTZ007 - a wall time, which has no zone
    if not 2000 <= day.year <= 2200:
        raise ValueError(value)
    if len(value) == 8:
        end = datetime.combine(day, time(23, 59, 59))
    else:
        end = datetime.strptime(value[:15], "%Y%m%dT%H%M%S")  # noqa: DTZ007
    return replace(rule, until=end.replace(tzinfo=UTC), until_is_local=not value.endswith("Z"))


def _read_days(value: str) -> frozenset[tuple[int, int]]:
    found = set()
    for word in value.split(","):
        match = _ORDINAL_DAY.fullmatch(word)
        if match is None:
            raise ValueError(word)
        which = int(match[1]) if match[1] else 0
        if match[1] and not 1 <= abs(which) <= 53:
            raise ValueError(word)
        found.add((which, DAYS.index(match[2])))
    return frozenset(found)


def _numbers(value: str, most: int, *, from_end: bool = False) -> frozenset[int]:
    return frozenset(_number(word, most, from_end=from_end) for word in value.split(","))


def _number(word: str, most: int, *, from_end: bool = False) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,4}", word):
        raise ValueError(word)
    number = int(word)
    if not 1 <= abs(number) <= most or (number < 0 and not from_end):
        raise ValueError(word)
    return number


_READERS = {
    "FREQ": lambda rule, value: rule,
    "INTERVAL": lambda rule, value: replace(rule, interval=_number(value, FREQUENCIES[rule.freq])),
    "COUNT": lambda rule, value: replace(rule, count=_number(value, MOST_TIMES)),
    "UNTIL": _read_until,
    "BYMONTH": lambda rule, value: replace(rule, by_month=_numbers(value, 12)),
    "BYMONTHDAY": lambda rule, value: replace(rule, by_month_day=_numbers(value, 31, from_end=True)),
    "BYDAY": lambda rule, value: replace(rule, by_day=_read_days(value)),
    "BYSETPOS": lambda rule, value: replace(rule, by_set_pos=_numbers(value, 31, from_end=True)),
    "WKST": lambda rule, value: replace(rule, week_starts=DAYS.index(value)),
}


def _is_past_end(rule: Rule, moment: datetime, day: date, at: time) -> bool:
    if rule.until is None:
        return False
    if rule.until_is_local:
        return datetime.combine(day, at) > rule.until.replace(tzinfo=None)
    return moment > rule.until


def _counted(rule: Rule, first: date, last: date) -> Iterator[date]:
    return islice(rule.days(first, last), rule.count)


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, _last_day(year, month) + 1)]


def _last_day(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _named(span: list[date], by_day: frozenset[tuple[int, int]]) -> set[date]:
    """The weekdays of a span, numbered from its beginning or its end."""
    found: set[date] = set()
    for which, weekday in by_day:
        same = [day for day in span if day.weekday() == weekday]
        if which == 0:
            found.update(same)
        elif abs(which) <= len(same):
            found.add(same[which - 1 if which > 0 else which])
    return found


def _refused(words: str) -> Invalid:
    return Invalid([("/rrule", "invalid", words)])
