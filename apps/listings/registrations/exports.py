"""What an organisation takes along of its listings: every column of them, and which photo stands where.

What of a listing stays behind, and why, is reviewed in `tests/organizations/test_export_whole.py`.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from apps.listings.importing.columns import ABOUT, WRITTEN
from apps.listings.models import Pet, PetPhoto, ProposedPhoto
from apps.listings.rescues import profile_of
from apps.listings.spreadsheets import OF_COLUMN
from apps.organizations.exports import Table, contribute, in_full
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.models import Revision


def pets(organization_id: UUID, by: Subject) -> Any:
    mine = Pet.objects.visible_to(by, "edit").filter(organization=organization_id).with_change()
    return mine.select_related("happy_photo", "user").prefetch_related("bonded_with")


def photos(organization_id: UUID, by: Subject) -> Any:
    mine = Pet.objects.visible_to(by, "edit").filter(organization=organization_id)
    return PetPhoto.objects.filter(pet__in=mine).select_related("media", "pet")


def rescues(organization_id: UUID, by: Subject) -> Any:
    mine = Organization.objects.visible_to(by).filter(pk=organization_id, kind="rescue")
    return mine.select_related("rescue_profile")


def proposed(organization_id: UUID, by: Subject) -> Any:
    mine = Pet.objects.visible_to(by, "edit").filter(organization=organization_id)
    return ProposedPhoto.objects.filter(pet__in=mine).select_related("media", "pet")


def _waiting(pet: Pet) -> dict[str, Any] | None:
    """The change that waits for a decision."""
    newest: dict[str, Any] | None = pet.latest_change  # type: ignore[attr-defined]
    return newest if newest and newest["state"] == Revision.State.OPEN else None


def _setting(name: str) -> Callable[[Organization], Any]:
    """Reads a setting, or its default where nothing was ever set."""
    return lambda organization: getattr(profile_of(organization), name)


PLACED = ("moderation", "placement", "placement_reason", "trial_until", "trial_asked_at")
ENDED = ("adopted_at", "shown_until", "happy_ending", "family_agreed")
KEPT = ("microchip_last4", "latitude", "longitude", "expires_at", "reminders", "created_at", "updated_at")

contribute(
    Table(
        name="pets",
        label="Listings",
        rows=pets,
        capability="manage_listings",
        columns={
            **{name: OF_COLUMN.get(name, name) for name in (*ABOUT, *WRITTEN)},
            **{name: name for name in (*PLACED, *ENDED, *KEPT)},
            "listed_by": "user.display_name",
            "happy_photo": "happy_photo_id",
            "happy_photo_address": lambda pet: in_full(pet.happy_photo.full_url) if pet.happy_photo else "",
            "bonded_with_ids": lambda pet: sorted(str(other.pk) for other in pet.bonded_with.all()),
            "waiting_change": _waiting,
        },
    )
)
contribute(
    Table(
        name="pet_photos",
        label="Photos of listings",
        rows=photos,
        capability="manage_listings",
        columns={
            "pet": "pet_id",
            "reference": "pet.reference",
            "position": "position",
            "media": "media_id",
            "state": "media.state",
            "alt_text": "media.alt_text",
            "added_at": "added_at",
            "sha256": "media.checksum",
            "address": lambda row: in_full(row.media.full_url),
        },
    )
)
contribute(
    Table(
        name="proposed_photos",
        label="Photos that wait for review",
        rows=proposed,
        capability="manage_listings",
        columns={
            "pet": "pet_id",
            "reference": "pet.reference",
            "media": "media_id",
            "sha256": "media.checksum",
            "added_at": "added_at",
            "address": lambda row: in_full(row.media.full_url),
        },
    )
)
contribute(
    Table(
        name="rescue_settings",
        label="Settings of a rescue",
        rows=rescues,
        capability="manage_organization",
        columns={
            "organization": "id",
            **{
                name: _setting(name)
                for name in ("members_decide_applications", "answer_within_days", "sampled", "how_we_work")
            },
        },
    )
)
