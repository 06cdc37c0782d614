"""Rules read as another library reads them, and clocks that are put forward and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.rides.recurrence import DAYS, instant, is_over, read_rule, starts, written
from hearth.kernel.problems import Invalid

UTC_ZONE = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("zone", "wall", "expected"),
    [
        ("Australia/Sydney", "2026-10-04T02:30", "2026-10-03T16:30"),  # left out: 03:30
        ("Australia/Sydney", "2026-04-05T02:30", "2026-04-04T15:30"),  # twice: the first
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30"),
        ("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30"),
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:30"),
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Australia/Adelaide", "2026-07-04T07:00", "2026-07-03T21:30"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45"),  # half an hour left out: 02:45
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
    ],
)
def test_the_wall_time_is_kept(zone: str, wall: str, expected: str) -> None:
    found = instant(datetime.fromisoformat(wall), ZoneInfo(zone))
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["Australia/Sydney", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]
)
def test_rides_stay_at_their_hour_over_a_year(zone: str) -> None:
    here = ZoneInfo(zone)
    found = starts(
        read_rule("FREQ=WEEKLY;BYDAY=SU"),
        date(2026, 1, 4),
        time(7, 0),
        here,
        before=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert {(moment.astimezone(here).time(), moment.astimezone(here).weekday()) for moment in found} == {
        (time(7, 0), 6)
    }
    assert len({moment.astimezone(UTC).time() for moment in found}) == 2
    assert len(found) == 52


def _rules() -> st.SearchStrategy[str]:
    numbered = st.builds(lambda n, d: f"{n}{d}", st.sampled_from([1, 2, 5, -1, -2]), st.sampled_from(DAYS))
    plain = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True).map(",".join)
    month_days = st.lists(st.sampled_from([1, 13, 29, 31, -1]), min_size=1, max_size=3, unique=True)
    months = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)

    @st.composite
    def build(draw: st.DrawFn) -> str:
        freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
        parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 4))}"]
        by_day = draw(st.none() | (plain if freq in ("DAILY", "WEEKLY") else plain | numbered))
        by_month_day = draw(st.none() | month_days) if freq != "WEEKLY" else None
        parts += [f"BYDAY={by_day}"] if by_day else []
        parts += ["BYMONTHDAY=" + ",".join(map(str, by_month_day))] if by_month_day else []
        if draw(st.booleans()):
            parts.append("BYMONTH=" + ",".join(map(str, draw(months))))
        if freq in ("MONTHLY", "YEARLY") and (by_day or by_month_day) and draw(st.booleans()):
            parts.append(f"BYSETPOS={draw(st.sampled_from(['1', '-1', '2', '1,3']))}")
        if draw(st.booleans()):
            parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
        if draw(st.booleans()):
            parts.append(f"COUNT={draw(st.integers(1, 30))}")
        return ";".join(parts)

    return build()


@settings(max_examples=150, deadline=None)
@given(text=_rules(), first=st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_says_what_another_reader_says(text: str, first: date) -> None:
    rule, last = read_rule(text), first + timedelta(days=1500)
    ours = _starts(text, first, last)
    if ours:  # It searches until the year 9999 for what never comes.
        theirs = rrulestr(text, dtstart=datetime.combine(first, time(7)))
        begin, end = datetime.combine(first, time(0)), datetime.combine(last, time(8))
        expected = [moment.replace(tzinfo=UTC) for moment in theirs.between(begin, end)]
        assert ours == expected
    assert read_rule(written(rule)) == rule


def _starts(text: str, first: date, last: date) -> list[datetime]:
    return starts(
        read_rule(text), first, time(7), UTC_ZONE, before=datetime.combine(last, time(8), tzinfo=UTC)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=MINUTELY",
        "FREQ=SECONDLY;COUNT=9",
        "FREQ=WEEKLY;BYHOUR=7",
        "FREQ=WEEKLY;BYSECOND=1",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=99999999999999999999",
        "FREQ=WEEKLY;COUNT=5;UNTIL=20270101",
        "FREQ=WEEKLY;COUNT=100000",
        "FREQ=WEEKLY;BYDAY=2SU",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=MONTHLY;BYDAY=99SU",
        "FREQ=MONTHLY;BYDAY=MO,1TU",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=400",
        "FREQ=MONTHLY;BYMONTHDAY=-0",
        "FREQ=YEARLY;BYWEEKNO=1",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=WEEKLY;UNTIL=20269999",
        "FREQ=WEEKLY;UNTIL=00010101",
        "FREQ=WEEKLY\nDTSTART:20260101",
        "FREQ=DAILY;BYMONTHDAY=" + ",".join("1" for _ in range(200)),
        "FREQ=WEEKLY;INTERVAL=٣",
    ],
)
def test_refuses_what_no_ride_comes_by(text: str) -> None:
    with pytest.raises(Invalid):
        read_rule(text)


def test_what_never_comes_is_known_at_once() -> None:
    for text in ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"):
        assert _starts(text, date(2026, 1, 1), date(2028, 1, 1)) == []


def test_ends_after_its_last_time() -> None:
    first, at, zone = date(2026, 1, 3), time(7), ZoneInfo("Australia/Sydney")
    far = datetime(2027, 1, 1, tzinfo=UTC)
    until = read_rule("FREQ=WEEKLY;UNTIL=20260117")
    assert len(starts(until, first, at, zone, before=far)) == 3
    assert is_over(until, first, at, zone, by=far)
    assert not is_over(until, first, at, zone, by=datetime(2026, 1, 10, tzinfo=UTC))
    thrice = read_rule("RRULE:freq=weekly;count=3")
    assert len(starts(thrice, first, at, zone, before=far, after=datetime(2026, 1, 9, tzinfo=UTC))) == 2
    assert is_over(thrice, first, at, zone, by=far)
    assert not is_over(read_rule("FREQ=DAILY"), first, at, zone, by=far)
