"""What every word to somebody about a ride begins with."""

from typing import Any

from apps.accounts.models import User
from apps.notifications.services import notify
from apps.rides.models import Ride


def tell(whom: User, kind: str, ride: Ride, *, about: Any = None, **facts: Any) -> None:
    """Tell somebody about a ride, or about something of it; `facts` add to what is said, or replace it."""
    told = {**facts_of(ride), "club": ride.organization.name, "meeting_point": ride.meeting_point}
    notify(whom, kind, about=about or ride, context={**told, **facts})


def facts_of(ride: Ride) -> dict[str, str]:
    """Which ride it is, as every letter says it."""
    return {
        "ride_title": ride.title,
        "starts_at": ride.starts_at.isoformat(),
        "path": ride.get_absolute_url(),
    }


def why_of(code: str, words: Any) -> dict[str, str]:
    return {"reason": str(dict(words.choices).get(code, "")), "reason_code": code}
