"""Addresses of calendars as the programs want them."""

from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from apps.calendars.entries import Entry


def to_subscribe(url: str) -> str:
    """The address that opens a program on one's own machine, which then asks over HTTPS."""
    return urlsplit(url)._replace(scheme="webcal").geturl()


def to_google(url: str) -> str:
    """The page of Google's calendar that asks whether to add one."""
    return "https://calendar.google.com/calendar/render?" + urlencode({"cid": to_subscribe(url)})


@dataclass(frozen=True)
class Ways:
    """What `components/add_to_calendar.html` shows: where a calendar takes something from."""

    label: str
    explains: str
    links: tuple[tuple[str, str], ...]
    """What each is called, and its address."""


def ways_to_add(entry: Entry, file_path: str) -> Ways:
    """One entry: as a file, or written into a calendar on the web."""
    stamp = "%Y%m%dT%H%M%SZ"
    times = [moment.astimezone(UTC) for moment in (entry.starts_at, entry.ends_at)]
    page = settings.SITE_URL + entry.path
    google = {
        "action": "TEMPLATE",
        "text": entry.title,
        "dates": "/".join(moment.strftime(stamp) for moment in times),
        "ctz": entry.zone,
        "location": entry.location,
        "details": page,
    }
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": f"{times[0]:%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{times[1]:%Y-%m-%dT%H:%M:%SZ}",
        "location": entry.location,
        "body": page,
    }
    return Ways(
        "Add to calendar",
        "A copy of how it is now; what you subscribe to keeps itself up to date.",
        (
            ("Apple, Thunderbird, Outlook (file)", file_path),
            ("Google Calendar", "https://calendar.google.com/calendar/render?" + urlencode(google)),
            (
                "Outlook on the web",
                "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(outlook),
            ),
            ("Subscribe to all my plans", reverse("account-calendar")),
        ),
    )


def ways_to_follow(path: str) -> Ways:
    """A calendar that keeps itself up to date."""
    url = settings.SITE_URL + path
    return Ways(
        "Follow in your calendar",
        "It keeps itself up to date.",
        (("On this device", to_subscribe(url)), ("Google Calendar", to_google(url)), ("As an address", path)),
    )
