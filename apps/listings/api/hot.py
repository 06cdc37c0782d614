"""The public fields of pets as hot lists write them; `PublicPetSerializer` names them."""

from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, OuterRef, TextField

from apps.curation.querysets import is_placed
from apps.listings import ages
from apps.listings.api.near import kilometres_to, spot_asked
from apps.listings.api.serializers import PublicPetSerializer
from apps.listings.choices import LIVE, Moderation, status_of
from apps.listings.models import PetPhoto
from apps.listings.querysets import companions
from apps.media.api.hot import IMAGE, image, images
from apps.organizations.api.hot import has_badge, verified
from hearth.kernel.api.hot import Asked, Hot, Of, json_rows


def age_group(asked: Asked, species: str, born: date | None) -> Any:
    return ages.age_group(species, born, asked.today)


def status(asked: Asked, moderation: str, placement: str) -> Any:
    return status_of(moderation, placement)


def featured(asked: Asked, placed: bool, moderation: str, placement: str) -> bool:
    return placed and moderation == Moderation.APPROVED and placement in LIVE


def distance_km(asked: Asked, latitude: Decimal | None, longitude: Decimal | None) -> int | None:
    return kilometres_to(asked.once(spot_asked), latitude, longitude)


PHOTOS = json_rows(
    PetPhoto.objects.filter(pet=OuterRef("pk"), media__state="ready").order_by("position"),
    id="media_id",
    alt="media__alt_text",
    renditions="media__renditions",
)

COMPANIONS = Func(
    ArraySubquery(companions(OuterRef("pk")).order_by("to_pet_id").values_list("to_pet_id")),
    function="to_jsonb",
    output_field=TextField(),
)


PLACED = is_placed("pet")


def written_already(asked: Asked, text: str) -> Any:
    """What the database wrote as JSON goes out as it is."""
    return orjson.Fragment(text)


PETS = Hot(
    PublicPetSerializer,
    {
        "age_group": Of(age_group, "species", "birth_date"),
        "status": Of(status, "moderation", "placement"),
        "featured": Of(featured, PLACED, "moderation", "placement"),
        "images": Of(images, PHOTOS),
        "distance_km": Of(distance_km, "latitude", "longitude"),
        "bonded_with": Of(written_already, COMPANIONS),
        "happy_photo": Of(image, *(f"happy_photo__{name}" for name in IMAGE)),
        "organization": {"verified": Of(verified, "verified_until")},
    },
    # The answer names the organisation, whose name and badge may change without the pet, and its companions,
    # which may find a home without it. The middle of its suburb may be corrected. A place that a curator gave
    # it begins and ends by itself.
    tag=(
        *("organization__version", has_badge("organization__"), COMPANIONS, "happy_photo__version"),
        *("latitude", "longitude", PLACED),
    ),
)
