"""How an activity reads."""

from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from apps.integrations.models import StravaActivity
from hearth.kernel.encryption import Unreadable


def readable(activities: QuerySet[StravaActivity]) -> list[StravaActivity]:
    """The activities; none while a key is missing, which must not take the rest of a page along."""
    try:
        return list(activities)
    except Unreadable:
        return []


def told(activity: StravaActivity) -> dict[str, Any]:
    details = activity.details
    minutes = int(details["moving_s"]) // 60
    return {
        "name": details["name"] or "Activity",
        "distance": f"{details['distance_m'] / 1000:.1f} km",
        "moving": f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min",
        "gain": f"{details['gain_m']} m",
        "url": f"{settings.STRAVA_BASE_URL}/activities/{activity.activity}",
    }
