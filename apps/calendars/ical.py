"""Entries as iCalendar (RFC 5545), as Apple's, Google's and Thunderbird's calendars take it."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vDuration

from apps.calendars.entries import Entry, Status

PRODUCT = "-//Hearth//Calendars//EN"
ASK_AGAIN = timedelta(hours=1)
LONGEST_TEXT = 4000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")
"""What may not stand in a text, or would end a line of it."""


def written(entries: Sequence[Entry], *, title: str = "") -> bytes:
    """Write a calendar with the time zones that its entries need; with a title, one to subscribe to."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if title:
        calendar.add("name", _line(title))
        calendar.add("x-wr-calname", _line(title))
        calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(ASK_AGAIN).to_ical().decode())
    for name in sorted({entry.zone for entry in entries}):
        moments = [moment for one in entries if one.zone == name for moment in (one.starts_at, one.ends_at)]
        calendar.add_component(_zone(name, min(moments).year, max(moments).year))
    for entry in entries:
        calendar.add_component(_event(entry))
    body: bytes = calendar.to_ical()
    return body


@lru_cache(maxsize=256)
def _zone(name: str, first: int, last: int) -> Timezone:
    """The changes of a zone's clocks, from the year before the first entry to the one after the last."""
    found = Timezone.from_tzid(name, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1))
    found.pop("COMMENT", None)
    return found


def _event(entry: Entry) -> Event:
    event, zone = Event(), ZoneInfo(entry.zone)
    event.add("uid", entry.uid)
    event.add("dtstamp", _second(entry.changed_at))
    event.add("last-modified", _second(entry.changed_at))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _on_clocks(entry.starts_at, zone))
    event.add("dtend", _on_clocks(entry.ends_at, zone))
    mark = "CANCELLED: " if entry.status == Status.CANCELLED else ""
    event.add("summary", mark + _line(entry.title))
    event.add("status", str(entry.status))
    busy = entry.takes_time and entry.status == Status.CONFIRMED
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    event.add("url", settings.SITE_URL + entry.path)
    if entry.description:
        event.add("description", _text(entry.description))
    if entry.location:
        event.add("location", _line(entry.location))
    if entry.latitude is not None and entry.longitude is not None:
        event.add("geo", (entry.latitude, entry.longitude))
    return event


def _on_clocks(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment on the clocks of its zone; in UTC where they show that time for the second time."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _text(words: str) -> str:
    """Words of several lines, without what no calendar may hold."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", lines)[:LONGEST_TEXT]


def _line(words: str) -> str:
    return " ".join(_text(words).split())
