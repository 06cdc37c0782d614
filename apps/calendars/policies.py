from datetime import timedelta

from apps.calendars.models import CalendarFeed
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

declare_limit("calendar_feed.change", 30, per=timedelta(days=1))
# Calendars ask every quarter of an hour at most, and somebody may have ten of them.
declare_limit("calendar_feed.read", 120, per=timedelta(hours=1))

MINE = Mine("user") & SignedIn()

CALENDAR_FEED = Policy(
    CalendarFeed,
    {"view": MINE, "create": SignedIn(), "delete": MINE, "browse": SystemCapability("view_audit")},
)
