"""How long ago something was, as people say it."""

from datetime import datetime, timedelta

from django.utils.timesince import timesince


def since(moment: datetime, now: datetime, *, depth: int = 2) -> str:
    """The time between the two: `3 days, 2 hours`; nobody says that something has waited 0 minutes."""
    if now - moment < timedelta(minutes=1):
        return "under a minute"
    return timesince(moment, now, depth=depth)
