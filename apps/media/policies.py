from datetime import timedelta

from apps.media.models import MediaFile
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import In, InMyOrganization, Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

OWN = Mine("owner")
REVIEWS = SystemCapability("review_content")
NOT_OURS = ~Mine("owner") & ~InMyOrganization("organization")

MEDIA_FILE = Policy(
    MediaFile,
    {
        "view": OWN | InMyOrganization("organization") | REVIEWS,
        "create": SignedIn(),
        "complete": OWN,
        "edit": OWN,
        "approve": REVIEWS & NOT_OURS,
        "remove": REVIEWS & NOT_OURS,
        # Its row is its owner's, but everybody sees the picture.
        "report": SignedIn() & In("state", ("ready",)),
        "browse": REVIEWS,
    },
)

declare_limit("media.upload", 200, per=timedelta(days=1))
