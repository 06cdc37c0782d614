"""What is written is read by others as it was meant."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from apps.calendars.entries import Entry, Status
from apps.calendars.ical import written
from tests.calendars.reading import events, faults

NASTY = 'Rex, \\ the; "dog"\r\nBEGIN:VEVENT\nSUMMARY:Mine\x00\x0b\x1f\x7f\x85\u2028 ' + "ü🚲" * 60


def entry(**facts: Any) -> Entry:
    start = facts.pop("starts_at", datetime(2026, 3, 14, 20, 0, tzinfo=UTC))
    usual: dict[str, Any] = {
        "uid": "0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e",
        "sequence": 3,
        "changed_at": datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC),
        "starts_at": start,
        "ends_at": start + timedelta(hours=2),
        "zone": "Australia/Sydney",
        "title": "Lighthouse loop",
        "path": "/rides/1",
    }
    return Entry(**{**usual, **facts})


def _starts(body: bytes) -> list[datetime]:
    """As the library reads them that wrote them, from what stands there."""
    parsed: Any = Calendar.from_ical(body)
    return [event.start.astimezone(UTC) for event in parsed.walk("VEVENT")]


ZONES = ["Australia/Sydney", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Australia/Adelaide"]


@pytest.mark.parametrize("zone", [*ZONES, "Asia/Tokyo", "UTC"])
def test_others_see_the_same_moment_all_year(zone: str) -> None:
    beginning = datetime(2025, 12, 1, 20, 0, tzinfo=UTC)
    wanted = [beginning + timedelta(days=3 * number, hours=number % 24) for number in range(150)]
    entries = [entry(uid=str(n), starts_at=moment, zone=zone) for n, moment in enumerate(wanted)]
    body = written(entries, title="Harbour Wheelers")
    assert list(faults(body)) == []
    by_zones = [event["DTSTART"] for event in events(body)]
    if zone != "UTC":
        assert [moment.astimezone(UTC) for moment in by_zones] == wanted  # type: ignore[attr-defined]
    parsed = _starts(body)
    assert parsed == wanted


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    first = datetime(2026, 4, 4, 15, 30, tzinfo=UTC)
    entries = [entry(uid=str(n), starts_at=first + timedelta(hours=n)) for n in range(2)]
    assert _starts(written(entries)) == [one.starts_at for one in entries]


def test_words_stay_words() -> None:
    body = written([entry(title=NASTY, description=NASTY, location=NASTY)], title=NASTY)
    assert list(faults(body)) == []
    (read,) = events(body)
    assert read["SUMMARY"].startswith('Rex, \\ the; "dog" BEGIN:VEVENT SUMMARY:Mine')
    assert read["DESCRIPTION"].startswith('Rex, \\ the; "dog"\nBEGIN:VEVENT\nSUMMARY:Mine')
    assert read["DESCRIPTION"].endswith("🚲")


@settings(max_examples=60, deadline=None)
@given(words=st.text(max_size=200))
def test_any_words_are_written_well(words: str) -> None:
    body = written([entry(title=words, description=words, location=words)], title=words)
    assert list(faults(body)) == []
    assert len(events(body)) == 1


def test_says_what_calendars_go_by() -> None:
    body = written([entry(latitude=-33.8, longitude=151.2, status=Status.CANCELLED)])
    (read,) = events(body)
    assert read["SUMMARY"] == "CANCELLED: Lighthouse loop"
    assert (read["STATUS"], read["SEQUENCE"], read["TRANSP"]) == ("CANCELLED", "3", "TRANSPARENT")
    assert read["LAST-MODIFIED"] == read["DTSTAMP"] == "20260301T120000Z"
    assert (read["GEO"], read["UID"]) == ("-33.8;151.2", entry().uid)
    assert read["URL"].endswith("/rides/1")


def test_nothing_planned_is_a_calendar_too() -> None:
    assert list(faults(written([], title="Hearth"))) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ((b"\r\n", b"\n"), "CRLF"),
        ((b"SUMMARY:", b"SUMMARY:" + b"x" * 80), "octets"),
        ((b"UID:", b"X-UID:"), "without"),
        ((b"END:VTIMEZONE", b"END:VEVENT"), "not open"),
        ((b"TZID:Australia/Sydney", b"TZID:Elsewhere"), "not described"),
        ((b"STATUS:CONFIRMED", b"STATUS:MAYBE"), "no status"),
        ((b"Lighthouse", b"Light\x07house"), "control"),
    ],
)
def test_the_reader_is_strict(change: tuple[bytes, bytes], fault: str) -> None:
    assert any(fault in each for each in faults(written([entry()]).replace(*change)))
