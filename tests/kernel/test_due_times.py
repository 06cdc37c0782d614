"""When work is due: in steps, and by clocks on walls that are changed twice a year."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from hearth.kernel.scheduling import daily, every, weekly
from hearth.kernel.scheduling.times import Times

SYDNEY = "Australia/Sydney"
"""Forward on 4 October 2026 (02:00 → 03:00), back on 5 April 2026 (03:00 → 02:00)."""


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
    ("clock", "day", "moment"),
    [
        ("03:10", "2026-07-01", "2026-07-01T03:10+10:00"),
        ("03:10", "2026-12-01", "2026-12-01T03:10+11:00"),
        # The clocks skip 02:00 to 03:00: as late as without the change.
        ("02:30", "2026-10-04", "2026-10-04T03:30+11:00"),
        # 02:30 comes twice: the first.
        ("02:30", "2026-04-05", "2026-04-05T02:30+11:00"),
    ],
)
def test_follows_the_clock_on_the_wall(clock: str, day: str, moment: str) -> None:
    times = only(daily(clock, zone=SYDNEY))
    assert times.latest(at(f"{day}T20:00+10:00")) == at(moment)


def test_each_local_day_is_due_once_through_a_whole_year() -> None:
    times = only(daily("02:30", zone=SYDNEY))
    found = list(times.between(at("2026-01-01T00:00+11:00"), at("2027-01-01T00:00+11:00")))
    assert len(found) == len(set(found)) == 365
    gaps = {later - sooner for sooner, later in pairwise(found)}
    assert gaps == {timedelta(hours=hours) for hours in (23, 24, 25)}
    for moment in found:
        assert times.latest(moment) == moment == times.following(moment - timedelta(seconds=1))


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
