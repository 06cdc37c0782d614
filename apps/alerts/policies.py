from datetime import timedelta

from apps.alerts.models import Favorite, SavedSearch
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

declare_limit("pet.favorite", 300, per=timedelta(days=1))
declare_limit("saved_search.create", 60, per=timedelta(days=1))

MINE = Mine("user") & SignedIn()
AUDIT = SystemCapability("view_audit")

FAVORITE = Policy(Favorite, {"view": MINE, "add": SignedIn(), "remove": MINE, "browse": AUDIT})

SAVED_SEARCH = Policy(
    SavedSearch,
    {
        "view": MINE,
        "create": SignedIn(),
        "edit": MINE,
        "delete": MINE,
        "pause": MINE,
        "resume": MINE,
        "open_feed": MINE,
        "close_feed": MINE,
        "browse": AUDIT,
    },
)
