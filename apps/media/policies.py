from datetime import timedelta

from apps.media.choices import PRIVATE
from apps.media.models import MediaFile
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import (
    ActsFor,
    In,
    InMyOrganization,
    Mine,
    Missing,
    SignedIn,
    SystemCapability,
)
from hearth.kernel.limits import declare_limit

OWN = Mine("owner")
STILL_OWN = OWN & (Missing("organization") | ActsFor("organization"))
"""What was sent for an organisation is changed by nobody who does not act for it any more."""
REVIEWS = SystemCapability("review_content")
SHOWN = ~In("purpose", PRIVATE)
"""What everybody may see one day; the rest is between its person and whoever they sent it to."""
NOT_OURS = ~Mine("owner") & ~InMyOrganization("organization")

MEDIA_FILE = Policy(
    MediaFile,
    {
        "view": OWN | InMyOrganization("organization") | (REVIEWS & SHOWN),
        "create": SignedIn(),
        "complete": STILL_OWN,
        "edit": STILL_OWN,
        "approve": REVIEWS & NOT_OURS & SHOWN,
        "remove": REVIEWS & NOT_OURS & SHOWN,
        # Its row is its owner's, but everybody sees the picture.
        "report": SignedIn() & In("state", ("ready",)) & SHOWN,
        "browse": REVIEWS & SHOWN,
    },
)

declare_limit("media.upload", 200, per=timedelta(days=1))
