"""What people are told about their listings."""

from typing import Any
from uuid import UUID

from apps.listings.models import Pet
from apps.listings.registrations.reasons import PHOTO, REASONS, REASONS_OF_CHANGES
from apps.listings.services.renewal_links import renewal_path
from apps.listings.workflows import PET
from apps.notifications.kinds import Kind, register

_TOLD = {"pet_name": "Biscuit", "path": "/pets/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"}
_NO_REASON = {"reason": "", "reason_code": "", "note": ""}


def _renewal(pet_id: UUID) -> dict[str, Any] | None:
    """The address with the token; nothing for a listing that was renewed or taken back since."""
    pet = Pet.objects.filter(pk=pet_id, moderation__in=PET.of["renew"].from_).first()
    if pet is None or pet.expires_at is None or (pet.moderation == "approved" and not pet.reminders):
        return None
    return {"path": renewal_path(pet)}


_KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "approved": ("Your listing was published", _NO_REASON),
    "changes_requested": (
        "Your listing needs a change",
        {"reason": PHOTO, "reason_code": "photos", "note": "The third one is too dark."},
    ),
    "rejected": (
        "Your listing could not be published",
        {"reason": REASONS["reject"]["duplicate"], "reason_code": "duplicate", "note": ""},
    ),
    "removed": (
        "Your listing was taken down",
        {
            "reason": REASONS["remove"]["scam"],
            "reason_code": "scam",
            "note": "Three people wrote to us about it.",
        },
    ),
    "change_approved": ("A change to your listing was approved", _NO_REASON),
    "change_rejected": (
        "A change to your listing was not approved",
        {
            "reason": REASONS_OF_CHANGES["reject"]["contact_details"],
            "reason_code": "contact_details",
            "note": "There is a phone number in the last line.",
        },
    ),
    "reminded": (
        "Your listing is about to end",
        {"until": "2026-12-05T03:00:00+00:00", "days": 14},
    ),
    "expired": ("Your listing is not shown any more", {}),
    "trial_ends": ("The last day of a trial has come", {"until": "2026-12-05"}),
    "companion_waits": ("A pet was reserved without its companion", {"companions": ["Pancake"]}),
}
register(
    *(
        Kind(
            name=f"pet.{name}",
            label=label,
            group="Listings",
            template=f"listings/mail/{name}",
            sample={**_TOLD, **facts},
            secrets=_renewal if name in ("reminded", "expired") else None,
        )
        for name, (label, facts) in _KINDS.items()
    )
)
