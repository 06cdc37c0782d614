"""What other apps are told about calendars, found by itself at start."""

from apps.calendars.registrations import crawlers

__all__ = ["crawlers"]
