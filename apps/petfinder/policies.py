from datetime import timedelta

from apps.petfinder.models import AnimalNumber, ApiClient
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

MINE = Mine("user")
WATCHES = SystemCapability("manage_platform")

API_CLIENT = Policy(
    ApiClient,
    {
        "view": MINE | WATCHES,
        "create": SignedIn(),
        "renew": MINE,
        "revoke": MINE | WATCHES,
        "browse": WATCHES,
    },
)
ANIMAL_NUMBER = Policy(AnimalNumber, {"view": WATCHES, "browse": WATCHES})

declare_limit("petfinder.client", 10, per=timedelta(days=1))
declare_limit("petfinder.read", 10_000, per=timedelta(days=1))
