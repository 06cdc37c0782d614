"""A strict reader of calendars, which shares nothing with what writes them."""

from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

from dateutil.tz import tzical

ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "SEQUENCE", "LAST-MODIFIED", "URL"}
STATUSES = {"CONFIRMED", "TENTATIVE", "CANCELLED"}


def faults(body: bytes) -> Iterator[str]:
    """What RFC 5545 would not have: lines, nesting, properties that must be there once, unknown zones."""
    if (
        not body.endswith(b"\r\n")
        or b"\n" in body.replace(b"\r\n", b"")
        or b"\r" in body.replace(b"\r\n", b"")
    ):
        yield "a line does not end with CRLF"
    for raw in body.split(b"\r\n"):
        if len(raw) > 75:
            yield f"a line of {len(raw)} octets"
        if any(octet < 32 and octet != 9 for octet in raw) or 127 in raw:
            yield f"control characters in {raw!r}"
        raw.decode()  # a character torn apart by folding raises
    open_ones: list[str] = []
    seen: list[dict[str, int]] = []
    zones: set[str] = set()
    used: set[str] = set()
    uids: list[str] = []
    for name, parameters, value in content_lines(body):
        if name == "BEGIN":
            open_ones.append(value)
            seen.append({})
            continue
        if name == "END":
            if not open_ones or open_ones.pop() != value:
                yield f"{value} ends where it is not open"
            properties = seen.pop()
            if value == "VEVENT" and (missing := {each for each in ONCE if properties.get(each) != 1}):
                yield f"an event without or with several {missing}"
            if value == "VCALENDAR" and {properties.get("VERSION"), properties.get("PRODID")} != {1}:
                yield "a calendar without its version or product"
            continue
        if not open_ones:
            yield f"{name} outside of everything"
            continue
        seen[-1][name] = seen[-1].get(name, 0) + 1
        inside = open_ones[-1]
        if inside == "VTIMEZONE" and name == "TZID":
            zones.add(value)
        if "TZID" in parameters:
            used.add(parameters["TZID"])
        if inside == "VEVENT" and name == "UID":
            uids.append(value)
        if inside == "VEVENT" and name == "STATUS" and value not in STATUSES:
            yield f"{value} is no status"
    if open_ones:
        yield f"{open_ones} stay open"
    if used - zones:
        yield f"{used - zones} are not described"
    if len(set(uids)) != len(uids):
        yield "two events are one"


def content_lines(body: bytes) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield each unfolded line as name, parameters and raw value."""
    for line in body.decode().replace("\r\n ", "").replace("\r\n\t", "").split("\r\n"):
        if line:
            head, _, value = line.partition(":")
            name, *parameters = head.split(";")
            yield name, dict(one.split("=", 1) for one in parameters), value


def events(body: bytes) -> list[dict[str, str]]:
    """Each event's properties, with texts as people read them, and its moments in UTC by its own zones."""
    zones = _zones(body)
    found: list[dict[str, Any]] = []
    inside = ""
    for name, parameters, value in content_lines(body):
        if name == "BEGIN":
            inside = value
            if value == "VEVENT":
                found.append({})
        elif inside == "VEVENT" and name != "END":
            if "TZID" in parameters:
                local = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007
                found[-1][name] = local.replace(tzinfo=zones.get(parameters["TZID"]))
            else:
                found[-1][name] = _plain(value)
    return found


def _zones(body: bytes) -> Any:
    unfolded = body.decode().replace("\r\n ", "")
    return tzical(StringIO(unfolded.replace("\r\n", "\n")))


def _plain(value: str) -> str:
    out, rest = "", iter(value)
    for character in rest:
        if character != "\\":
            out += character
            continue
        following = next(rest, "")
        out += "\n" if following in "nN" else following
    return out
