from datetime import datetime, timedelta

AT_ONCE_WITHIN = timedelta(hours=24)
"""So close to the start nobody is asked any more: the first in line is confirmed."""
SHARE = 4
"""No offer takes more than this part of what is left, so that several people can still be asked in turn."""


def offer_until(now: datetime, begins_at: datetime | None, *, longest: timedelta) -> datetime | None:
    """Say when an offer made now ends; None when there is no time to ask.

    The longest time far from the start, a quarter of what is left nearer to it, and so never less than six
    hours. Without a start there is always time.
    """
    if begins_at is None:
        return now + longest
    left = begins_at - now
    if left <= AT_ONCE_WITHIN:
        return None
    return now + min(longest, left / SHARE)


def renewed_until(now: datetime, begins_at: datetime | None, *, longest: timedelta) -> datetime:
    """Say when an offer that stood still ends, counted from now.

    Whoever was asked stays asked: so close to the start, too, that nobody would be asked anew.
    """
    if begins_at is None or begins_at <= now:
        return now + longest
    return now + min(longest, (begins_at - now) / SHARE)
