"""Rows of ours as that API writes them. All fields are there in every answer, null where we know nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse

from apps.listings.choices import Known, Size, Status
from apps.listings.geography import along
from apps.listings.models import Pet
from apps.media.models import MediaFile
from apps.organizations.models import Organization
from apps.petfinder.compat.parameters import MILE
from apps.petfinder.kinds import COLORS, GENDERS, OF_SPECIES, AnimalType

Json = dict[str, Any]
Absolute = Callable[[str], str]
"""Makes a full address of a path."""
PRIVATE_OWNERS = "private-owners"
"""The organisation of pets that people list by themselves: every animal of that API has one."""
STATUSES = {Status.APPROVED: "adoptable", Status.ADOPTED: "adopted"}
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def animal(pet: Pet, absolute: Absolute) -> Json:
    kind = OF_SPECIES[pet.species]
    photos = [photo.media for photo in pet.photo_list if photo.media.is_ready]
    organization = pet.organization.slug if pet.organization else PRIVATE_OWNERS
    return {
        "id": pet.animal_number.number,
        "organization_id": organization,
        "url": absolute(pet.get_absolute_url()),
        "type": kind.name,
        "species": str(pet.get_species_display()),
        "breeds": {
            "primary": pet.breed or None,
            "secondary": pet.secondary_breed or None,
            "mixed": pet.mixed,
            "unknown": not pet.breed,
        },
        "colors": _colors(pet.colours),
        "age": str(pet.age_group.label) if pet.age_group else None,
        "gender": "Unknown" if pet.sex == "unknown" else str(pet.get_sex_display()),
        "size": "Extra Large" if pet.size == Size.EXTRA_LARGE else pet.get_size_display() or None,
        "coat": pet.get_coat_display() or None,
        "attributes": {
            "spayed_neutered": pet.desexed == Known.TRUE,
            "house_trained": pet.house_trained == Known.TRUE,
            "declawed": None,
            "special_needs": bool(pet.special_needs),
            "shots_current": pet.vaccinated == Known.TRUE,
        },
        "environment": {
            "children": _known(pet.good_with_children),
            "dogs": _known(pet.good_with_dogs),
            "cats": _known(pet.good_with_cats),
        },
        "tags": [f"Bonded with {other['name']}" for other in pet.companions],
        "name": pet.name,
        "description": "\n\n".join(filter(None, (pet.companions_in_words, pet.description))) or None,
        "organization_animal_id": None,
        "photos": [_photo(file, absolute) for file in photos],
        "primary_photo_cropped": _cropped(photos[0], absolute) if photos else None,
        "videos": [],
        "status": STATUSES.get(pet.status, "adoptable"),
        "status_changed_at": _moment(pet.updated_at),
        "published_at": _moment(pet.published_at),
        "distance": _miles(pet),
        "contact": _contact(pet),
        "_links": {
            "self": {"href": f"/v2/animals/{pet.animal_number.number}"},
            "type": {"href": f"/v2/types/{kind.slug}"},
            "organization": {"href": f"/v2/organizations/{organization}"},
        },
    }


def animal_type(kind: AnimalType) -> Json:
    return {
        "name": kind.name,
        "coats": [str(coat.label) for coat in kind.coats],
        "colors": list(COLORS),
        "genders": list(GENDERS),
        "_links": {
            "self": {"href": f"/v2/types/{kind.slug}"},
            "breeds": {"href": f"/v2/types/{kind.slug}/breeds"},
        },
    }


def breed(name: str, kind: AnimalType) -> Json:
    return {"name": name, "_links": {"type": {"href": f"/v2/types/{kind.slug}"}}}


def organization(row: Organization, absolute: Absolute) -> Json:
    logo = row.logo if row.logo is not None and row.logo.is_ready else None
    return _organization(
        row.slug,
        name=row.name,
        email=row.email or None,
        phone=row.phone or None,
        address=_address(row.suburb, row.region, row.country),
        url=absolute(row.get_absolute_url()),
        website=row.website or None,
        mission_statement=row.description or None,
        photos=[_photo(logo, absolute)] if logo else [],
        distance=_miles(row),
    )


def private_owners(absolute: Absolute) -> Json:
    return _organization(
        PRIVATE_OWNERS, name="Private owners", address=_address("", "", "AU"), url=absolute(reverse("pets"))
    )


def _organization(slug: str, **known: Any) -> Json:
    return {
        "id": slug,
        "name": "",
        "email": None,
        "phone": None,
        "address": None,
        "hours": dict.fromkeys(DAYS),
        "url": "",
        "website": None,
        "mission_statement": None,
        "adoption": {"policy": None, "url": None},
        "social_media": dict.fromkeys(("facebook", "twitter", "youtube", "instagram", "pinterest")),
        "photos": [],
        "distance": None,
        **known,
        "_links": {
            "self": {"href": f"/v2/organizations/{slug}"},
            "animals": {"href": f"/v2/animals?organization={slug}"},
        },
    }


def _contact(pet: Pet) -> Json:
    """How to reach who offers it: nothing of a private owner but the suburb that everybody sees."""
    by = pet.organization
    return {
        "email": (by.email or None) if by else None,
        "phone": (by.phone or None) if by else None,
        "address": _address(pet.suburb, pet.region, by.country if by else "AU"),
    }


def _address(suburb: str, region: str, country: str) -> Json:
    return {
        "address1": None,
        "address2": None,
        "city": suburb or None,
        "state": region or None,
        "postcode": None,
        "country": country,
    }


def _colors(words: str) -> Json:
    parts = [part.strip().capitalize() for part in re.split(r",|/|&|\band\b|\bwith\b", words)]
    primary, secondary, tertiary, *_ = [*filter(None, parts), None, None, None]
    return {"primary": primary, "secondary": secondary, "tertiary": tertiary}


def _known(word: str) -> bool | None:
    return None if word == Known.UNKNOWN else word == Known.TRUE


def _photo(file: MediaFile, absolute: Absolute) -> Json:
    full = absolute(file.full_url)
    return {"small": absolute(file.thumb_url), "medium": absolute(file.card_url), "large": full, "full": full}


def _cropped(file: MediaFile, absolute: Absolute) -> Json:
    card = absolute(file.card_url)
    return {"small": absolute(file.thumb_url), "medium": card, "large": card, "full": card}


def _miles(row: Any) -> float | None:
    """How far a search found it, in miles as that API has it; made of whole kilometres, as everywhere."""
    straight = getattr(row, "distance", None)
    return None if straight is None else round(max(1, round(along(straight))) / MILE, 1)


def _moment(when: datetime | None) -> str | None:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000") if when else None
