"""What an organisation takes along of its listings: every column of them, and which photo stands where."""

from typing import Any
from uuid import UUID

from apps.listings.importing.columns import ABOUT, WRITTEN
from apps.listings.models import Pet, PetPhoto
from apps.listings.spreadsheets import OF_COLUMN
from apps.organizations.exports import Table, contribute, in_full
from hearth.kernel.authorization import Subject


def pets(organization_id: UUID, by: Subject) -> Any:
    return Pet.objects.visible_to(by, "edit").filter(organization=organization_id)


def photos(organization_id: UUID, by: Subject) -> Any:
    mine = Pet.objects.visible_to(by, "edit").filter(organization=organization_id)
    return PetPhoto.objects.filter(pet__in=mine).select_related("media", "pet")


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
