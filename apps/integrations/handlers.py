from datetime import timedelta

from django.utils import timezone

from apps.integrations.models import StravaFarewell, StravaNotice
from apps.integrations.strava import client
from apps.integrations.strava.config import is_on
from apps.integrations.strava.inbox import paused_until, work_off
from hearth.kernel.events import NotDone, NotNeeded, on
from hearth.kernel.models import Event


@on("strava_notice.received", outside=True)
def look_up_what_strava_said(event: Event) -> None:
    """Ask Strava about it; what does not work is tried again by `integrations.strava_inbox`."""
    if not StravaNotice.objects.filter(pk=event.target_id).exists():
        raise NotNeeded("the connection ended")
    work_off(event.target_id)


@on("strava_farewell.said", outside=True)
def tell_strava_farewell(event: Event) -> None:
    """Take our access away at Strava, with tokens that nothing else uses any more."""
    farewell = StravaFarewell.objects.filter(pk=event.target_id).first()
    if farewell is None:
        raise NotNeeded("Strava was told")
    if not is_on():
        farewell.delete()
        raise NotNeeded("Strava is switched off here")
    if paused_until() is not None:
        raise NotDone("Strava is not asked just now")
    try:
        client.deauthorize(_good_token(farewell))
    except (client.Refused, client.Missing):
        pass  # It took our access away already.
    except client.StravaError as error:
        raise NotDone(f"Strava: {error}") from None
    StravaFarewell.objects.filter(pk=farewell.pk).delete()


def _good_token(farewell: StravaFarewell) -> str:
    if farewell.expires_at > timezone.now() + timedelta(minutes=1):
        return str(farewell.tokens["access"])
    found = client.refresh(farewell.tokens["refresh"])
    StravaFarewell.objects.filter(pk=farewell.pk).update(tokens=found.secret, expires_at=found.expires_at)
    return found.access
