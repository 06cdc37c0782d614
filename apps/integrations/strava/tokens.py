"""Tokens that are good: refreshed before they end, by one worker at a time."""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from apps.integrations.models import StravaConnection
from apps.integrations.strava import client

MARGIN = timedelta(minutes=5)
LEASE = timedelta(seconds=30)


class Later(Exception):
    """Somebody else is refreshing the tokens just now."""


def token_of(connection: StravaConnection, *, anew: bool = False) -> str:
    """Return an access token, refreshed where it ends soon or, with `anew`, in any case.

    Raises Later, or what the client raises; Refused means that the connection is over.
    """
    if not anew and connection.expires_at > timezone.now() + MARGIN:
        return str(connection.tokens["access"])
    if not take_lease(connection):
        raise Later()
    try:
        found = client.refresh(connection.tokens["refresh"])
    except BaseException:
        StravaConnection.objects.filter(pk=connection.pk).update(refreshing_until=None)
        raise
    connection.tokens, connection.expires_at = found.secret, found.expires_at
    StravaConnection.objects.filter(pk=connection.pk).update(
        tokens=found.secret,
        expires_at=found.expires_at,
        refreshing_until=None,
        updated_at=timezone.now(),
        version=F("version") + 1,
    )
    return found.access


def take_lease(connection: StravaConnection) -> bool:
    """Become the one who refreshes; False when somebody is at it, or was since the row was read.

    One statement and no lock that is held: nothing waits on Strava inside the database.
    """
    now = timezone.now()
    free = Q(refreshing_until__isnull=True) | Q(refreshing_until__lt=now)
    mine = StravaConnection.objects.filter(free, pk=connection.pk, expires_at=connection.expires_at)
    return bool(mine.update(refreshing_until=now + LEASE))
