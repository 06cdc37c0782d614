from datetime import timedelta

from apps.media.choices import PRIVATE
from apps.media.models import MediaFile
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import In, InMyOrganization, Mine, SignedIn, SystemCapability
from hearth.kernel.limits import declare_limit

OWN = Mine("owner")
REVIEWS = SystemCapability("review_content")
SHOWN = ~In("purpose", PRIVATE)
"""What everybody may see one day; the rest is between its person and whoever they sent it to."""
NOT_OURS = ~Mine("owner") & ~InMyOrganization("organization")

MEDIA_FILE = Policy(
    MediaFile,
    {
        "view": OWN | InMyOrganization("organization") | (REVIEWS & SHOWN),
        "create": SignedIn(),
        "complete": OWN,
        "edit": OWN,
        "approve": REVIEWS & NOT_OURS & SHOWN,
        "remove": REVIEWS & NOT_OURS & SHOWN,
        # Its row is its owner's, but everybody sees the picture.
        "report": SignedIn() & In("state", ("ready",)) & SHOWN,
        "browse": REVIEWS & SHOWN,
    },
)

declare_limit("media.upload", 200, per=timedelta(days=1))
