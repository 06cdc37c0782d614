from datetime import timedelta

from apps.integrations.models import (
    ServicePause,
    StravaActivity,
    StravaConnection,
    StravaFarewell,
    StravaNotice,
)
from apps.integrations.strava.config import is_on
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, Nobody, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

MINE = Mine("user")
WATCHES = SystemCapability("manage_platform")

STRAVA_CONNECTION = Policy(
    StravaConnection, {"view": MINE, "create": SignedIn(), "disconnect": MINE, "browse": WATCHES}
)
STRAVA_ACTIVITY = Policy(StravaActivity, {"view": MINE, "browse": WATCHES})
STRAVA_NOTICE = Policy(StravaNotice, {"view": Nobody(), "browse": WATCHES})
STRAVA_FAREWELL = Policy(StravaFarewell, {"view": Nobody(), "browse": WATCHES})
SERVICE_PAUSE = Policy(ServicePause, {"view": WATCHES, "browse": WATCHES})

declare_limit("strava.connect", 20, per=timedelta(days=1), only_if=is_on)
