"""What an organisation takes along of its listings: every column of them, and which photo stands where."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from apps.listings.importing.columns import ABOUT, WRITTEN
from apps.listings.models import Pet, PetPhoto
from apps.listings.rescues import profile_of
from apps.listings.spreadsheets import OF_COLUMN
from apps.organizations.exports import Table, contribute, in_full
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject


def pets(organization_id: UUID, by: Subject) -> Any:
    return Pet.objects.visible_to(by, "edit").filter(organization=organization_id)


def photos(organization_id: UUID, by: Subject) -> Any:
    mine = Pet.objects.visible_to(by, "edit").filter(organization=organization_id)
    return PetPhoto.objects.filter(pet__in=mine).select_related("media", "pet")


def rescues(organization_id: UUID, by: Subject) -> Any:
    mine = Organization.objects.visible_to(by).filter(pk=organization_id, kind="rescue")
    return mine.select_related("rescue_profile")


def _setting(name: str) -> Callable[[Organization], Any]:
    """Reads a setting, or its default where nothing was ever set."""
    return lambda organization: getattr(profile_of(organization), name)


contribute(
    Table(
        name="pets",
        label="Listings",
        rows=pets,
        capability="manage_listings",
        columns={
            **{name: OF_COLUMN.get(name, name) for name in (*ABOUT, *WRITTEN)},
            **{name: name for name in ("moderation", "placement", "expires_at", "created_at", "updated_at")},
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
            "sha256": "media.checksum",
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
