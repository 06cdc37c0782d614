from datetime import timedelta

from apps.media.models import MediaFile
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import InMyOrganization, Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

OWN = Mine("owner")
REVIEWS = SystemCapability("review_content")

MEDIA_FILE = Policy(
    MediaFile,
    {
        "view": OWN | InMyOrganization("organization") | REVIEWS,
        "create": SignedIn(),
        "complete": OWN,
        "edit": OWN,
        "browse": REVIEWS,
    },
)

declare_limit("media.upload", 200, per=timedelta(days=1))
