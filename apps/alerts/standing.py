"""How a pet stands, as its followers are told."""

from apps.alerts.choices import Standing
from apps.listings.choices import STATUS_OF_PLACEMENT, Moderation, Placement, Status
from apps.listings.models import Pet

_OF_STATUS = {
    Status.APPROVED: Standing.LOOKING,
    Status.ON_HOLD: Standing.ON_HOLD,
    Status.RESERVED: Standing.RESERVED,
    Status.ADOPTED: Standing.ADOPTED,
}


def standing_of(pet: Pet) -> Standing:
    """Say how a pet stands in public; why one is not shown any more is nobody's business."""
    if pet.moderation != Moderation.APPROVED:
        return Standing.GONE
    if pet.organization is not None and pet.organization.status != "approved":
        return Standing.GONE
    return _OF_STATUS.get(STATUS_OF_PLACEMENT[Placement(pet.placement)], Standing.GONE)
