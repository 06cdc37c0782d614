from django.conf import settings


def is_on() -> bool:
    """Whether this deployment knows Strava; without its three settings nothing of it shows."""
    return bool(settings.STRAVA_CLIENT_ID and settings.STRAVA_CLIENT_SECRET and settings.STRAVA_VERIFY_TOKEN)
