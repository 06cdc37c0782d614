from apps.curation.models import FeaturedPlacement
from hearth.kernel.authorization import Policy
from hearth.kernel.authorization.algebra import SystemCapability

CURATES = SystemCapability("curate_featured")

FEATURED_PLACEMENT = Policy(
    FeaturedPlacement,
    {"view": CURATES, "browse": CURATES, "create": CURATES, "edit": CURATES, "delete": CURATES},
)
