"""Calendars over HTTP: with a tag, so that one that has not changed is not sent again."""

from collections.abc import Sequence
from hashlib import blake2b

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from apps.calendars.entries import Entry
from hearth.kernel.api import etags

CONTENT_TYPE = "text/calendar; charset=utf-8"
TO_REVALIDATE = "private, no-cache"
"""One person's own: kept by their program alone, which asks each time whether it still holds."""


def answer(
    request: HttpRequest, entries: Sequence[Entry], *, title: str = "", file_name: str
) -> HttpResponse:
    """Send the calendar, or say that the reader has the present one."""
    # icalendar takes 80 modules; only who writes a calendar pays for it.
    from apps.calendars.ical import written

    tag = _tag(entries, title)
    response: HttpResponse
    if etags.matches(request.headers.get("If-None-Match", ""), tag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(written(entries, title=title), content_type=CONTENT_TYPE)
        response["Content-Disposition"] = f'inline; filename="{file_name}.ics"'
    response["ETag"] = tag
    return response


def _tag(entries: Sequence[Entry], title: str) -> str:
    words = "\n".join([title, *map(repr, entries)])
    return f'"{blake2b(words.encode(), digest_size=8).hexdigest()}"'
