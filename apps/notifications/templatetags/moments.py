"""Times in mails and notifications, as people say them: `{% load moments %}{{ starts_at|moment }}`."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone, translation
from django.utils.dateformat import format as say
from django.utils.dateparse import parse_date, parse_datetime

register = template.Library()

DAY = {"en": "l j F Y", "de": "l, j. F Y"}
TIME = {"en": "g:i", "de": r"H:i \U\h\r"}


@register.filter
def moment(value: Any) -> str:
    """A time from the stored context in the reader's timezone, which is named by its city."""
    found = parse_datetime(value) if isinstance(value, str) else value
    if not isinstance(found, datetime) or timezone.is_naive(found):
        return ""
    local = timezone.localtime(found)
    language = _language()
    half = f" {'am' if local.hour < 12 else 'pm'}" if language == "en" else ""
    city = timezone.get_current_timezone_name().rpartition("/")[2].replace("_", " ")
    return f"{say(local, DAY[language])}, {say(local, TIME[language])}{half} · {city}"


@register.filter
def day(value: Any) -> str:
    """A day from the stored context, or the day of a time in the reader's timezone."""
    if isinstance(value, str):
        value = parse_date(value) if len(value) == len("2026-03-14") else parse_datetime(value)
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return say(value, DAY[_language()]) if isinstance(value, date) else ""


def _language() -> str:
    language = (translation.get_language() or "").partition("-")[0]
    return language if language in DAY else "en"
