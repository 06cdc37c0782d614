"""The public fields of organisations as their hot list writes them."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now

from apps.media.api.hot import IMAGE, image
from apps.organizations.api.organization_serializers import PublicOrganizationSerializer
from hearth.kernel.api.hot import Asked, Hot, Of


def has_badge(prefix: str) -> Any:
    """Whether an organisation has its badge now, as PostgreSQL sees it."""
    return ExpressionWrapper(Q(**{f"{prefix}verified_until__gt": Now()}), BooleanField())


def verified(asked: Asked, until: datetime | None) -> bool:
    return until is not None and until > asked.now


ORGANIZATIONS = Hot(
    PublicOrganizationSerializer,
    {
        "logo": Of(image, *(f"logo__{column}" for column in IMAGE)),
        "verified": Of(verified, "verified_until"),
    },
    # A badge ends by itself, and a logo's words change without its organisation.
    tag=("logo__version", has_badge("")),
)
