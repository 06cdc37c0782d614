"""The public fields of pets as hot lists write them; `PublicPetSerializer` names them."""

from datetime import date
from typing import Any

from django.db.models import OuterRef

from apps.listings import ages
from apps.listings.api.serializers import PublicPetSerializer
from apps.listings.choices import status_of
from apps.listings.models import PetPhoto
from apps.media.api.hot import images
from apps.organizations.api.hot import has_badge, verified
from hearth.kernel.api.hot import Asked, Hot, Of, json_rows


def age_group(asked: Asked, species: str, born: date | None) -> Any:
    return ages.age_group(species, born, asked.today)


def status(asked: Asked, moderation: str, placement: str) -> Any:
    return status_of(moderation, placement)


PHOTOS = json_rows(
    PetPhoto.objects.filter(pet=OuterRef("pk"), media__state="ready").order_by("position"),
    id="media_id",
    alt="media__alt_text",
    renditions="media__renditions",
)

PETS = Hot(
    PublicPetSerializer,
    {
        "age_group": Of(age_group, "species", "birth_date"),
        "status": Of(status, "moderation", "placement"),
        "images": Of(images, PHOTOS),
        "organization": {"verified": Of(verified, "verified_until")},
    },
    # The answer names the organisation, whose name and badge may change without the pet.
    tag=("organization__version", has_badge("organization__")),
)
