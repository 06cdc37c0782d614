"""When work is due: in steps, and by clocks on walls that are changed twice a year."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.kernel.scheduling import daily, every, weekly
from hearth.kernel.scheduling.times import Times

SYDNEY = "Australia/Sydney"
"""Forward on 4 October 2026 (02:00 → 03:00), back on 5 April 2026 (03:00 → 02:00)."""
BERLIN, LORD_HOWE = "Europe/Berlin", "Australia/Lord_Howe"
SECOND = timedelta(seconds=1)
A_DAY = {timedelta(hours=hours) for hours in (23, 23.5, 24, 24.5, 25)}


def only(schedule: object) -> Times:
    (times,) = schedule.times().values()  # type: ignore[attr-defined]
    return times


def at(word: str) -> datetime:
    return datetime.fromisoformat(word).astimezone(UTC)


def test_counts_steps_from_the_epoch() -> None:
    times = only(every(minutes=5))
    assert times.latest(at("2026-11-21T10:07:30Z")) == at("2026-11-21T10:05:00Z")
    assert times.latest(at("2026-11-21T10:05:00Z")) == at("2026-11-21T10:05:00Z")
    assert times.following(at("2026-11-21T10:05:00Z")) == at("2026-11-21T10:10:00Z")
    missed = times.between(at("2026-11-21T10:05:00Z"), at("2026-11-21T10:20:00Z"))
    assert [moment.minute for moment in missed] == [10, 15, 20]


@pytest.mark.parametrize(
    ("zone", "clock", "day", "moment"),
    [
        (SYDNEY, "03:10", "2026-07-01", "2026-07-01T03:10+10:00"),
        (SYDNEY, "03:10", "2026-12-01", "2026-12-01T03:10+11:00"),
        # The clocks skip 02:00 to 03:00: as late as without the change.
        (SYDNEY, "02:30", "2026-10-04", "2026-10-04T03:30+11:00"),
        (SYDNEY, "02:00", "2026-10-04", "2026-10-04T03:00+11:00"),
        # 02:30 comes twice: the first. 03:00 comes once, though 02:00 comes twice.
        (SYDNEY, "02:30", "2026-04-05", "2026-04-05T02:30+11:00"),
        (SYDNEY, "03:00", "2026-04-05", "2026-04-05T03:00+10:00"),
        (BERLIN, "02:30", "2026-03-29", "2026-03-29T03:30+02:00"),
        (BERLIN, "02:30", "2026-10-25", "2026-10-25T02:30+02:00"),
        # Half an hour: forward from 02:00 to 02:30, back from 02:00 to 01:30.
        (LORD_HOWE, "02:15", "2026-10-04", "2026-10-04T02:45+11:00"),
        (LORD_HOWE, "02:30", "2026-10-04", "2026-10-04T02:30+11:00"),
        (LORD_HOWE, "01:45", "2026-04-05", "2026-04-05T01:45+11:00"),
        (LORD_HOWE, "02:00", "2026-04-05", "2026-04-05T02:00+10:30"),
    ],
)
def test_follows_the_clock_on_the_wall(zone: str, clock: str, day: str, moment: str) -> None:
    times = only(daily(clock, zone=zone))
    assert times.latest(at(f"{day}T23:00+10:00")) == at(moment)
    assert times.latest(at(moment)) == at(moment) == times.following(at(moment) - SECOND)


ZONES = [SYDNEY, BERLIN, LORD_HOWE, "America/St_Johns", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(ZONES),
    clock=st.times().map(lambda moment: f"{moment:%H:%M}"),
    start=st.integers(0, 15 * 365 * 24).map(lambda hours: at("2020-01-01T00:00Z") + timedelta(hours=hours)),
)
def test_each_local_day_is_due_once_however_clocks_change(zone: str, clock: str, start: datetime) -> None:
    times, until = only(daily(clock, zone=zone)), start + timedelta(days=400)
    found = list(times.between(start, until))
    days = [moment.astimezone(ZoneInfo(zone)).date() for moment in found]
    assert all(later - sooner == timedelta(days=1) for sooner, later in pairwise(days))
    assert {later - sooner for sooner, later in pairwise(found)} <= A_DAY
    for moment, next_one in pairwise(found):
        assert times.latest(next_one - SECOND) == moment == times.latest(moment)
        assert times.following(moment) == next_one == times.following(next_one - SECOND)
    assert times.following(start) == found[0]
    assert times.latest(until) == found[-1]


def test_comes_once_a_week() -> None:
    times = only(weekly("monday", "06:00", zone=SYDNEY))
    assert times.latest(at("2026-11-21T10:00Z")) == at("2026-11-16T06:00+11:00")
    assert times.following(at("2026-11-21T10:00Z")) == at("2026-11-23T06:00+11:00")
    assert len(list(times.between(at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z")))) == 52


def test_asks_for_the_zone_of_each_key_and_survives_a_zone_that_nobody_knows() -> None:
    zones = {"one": SYDNEY, "two": "Europe/Vienna", "three": "Mars/Base"}
    times = daily("06:00", zone=lambda: zones).times()
    now = at("2026-07-02T00:00Z")
    assert {key: each.latest(now).hour for key, each in times.items()} == {"one": 20, "two": 4, "three": 6}


def test_refuses_what_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="every minute"):
        every()
    with pytest.raises(ValueError, match="moonday"):
        weekly("moonday", "06:00")
    with pytest.raises(ValueError, match="hour must"):
        daily("25:00")


def test_says_when_in_words() -> None:
    said = [str(every(hours=1)), str(every(minutes=5)), str(weekly("monday", "06:00", zone=SYDNEY))]
    assert said == ["every hour", "every 5 minutes", "each Monday at 06:00, Australia/Sydney"]
