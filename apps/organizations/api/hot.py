"""The public fields of organisations as their hot list writes them."""

from datetime import datetime

from apps.media.api.hot import IMAGE, image
from apps.organizations.api.organization_serializers import PublicOrganizationSerializer
from hearth.kernel.api.hot import Asked, Hot, Of


def verified(asked: Asked, until: datetime | None) -> bool:
    return until is not None and until > asked.now


ORGANIZATIONS = Hot(
    PublicOrganizationSerializer,
    {
        "logo": Of(image, *(f"logo__{column}" for column in IMAGE)),
        "verified": Of(verified, "verified_until"),
    },
    # A badge ends by itself, and a logo's words change without its organisation.
    tag=("logo__version", Of(verified, "verified_until")),
)
