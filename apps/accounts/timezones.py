from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError

DEFAULT_TIMEZONE = "Australia/Sydney"
"""What strangers read times in, and people until they say otherwise."""


@cache
def known_timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def check_timezone(value: str) -> None:
    if value not in known_timezones():
        raise ValidationError("Name a timezone, such as Australia/Sydney.", code="unknown")
