from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import InMyOrganization, Mine, SystemCapability

REVIEWS = SystemCapability("review_content")

REVIEW_ITEM = Policy(
    ReviewItem,
    {
        "view": REVIEWS,
        "decide": REVIEWS & ~Mine("submitter") & ~InMyOrganization("organization"),
        "browse": REVIEWS,
    },
)
DECISION = Policy(Decision, {"view": REVIEWS, "browse": REVIEWS})
