"""What of a published listing is looked at before it changes: as JSON keeps it, and as people read it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from apps.listings.choices import Species
from apps.listings.facts import in_money
from apps.listings.models import Pet

LABELS = {
    "images": "Photos",
    "species": "Kind of animal",
    "description": "Description",
    "adoption_fee": "Adoption fee",
    "adoption_fee_currency": "Currency",
}
"""The moderated fields. Name, breed, story and the words for a photo are not among them: see decision 009."""

READ_BY_REVIEWERS = {"name": "Name", "breed": "Breed", **LABELS, "story": "Story"}
"""What else is read of a listing that nobody has approved yet, when all of it waits."""


def read_values(pet: Pet) -> dict[str, Any]:
    """What a reviewer reads of a listing that waits as a whole, in the same form."""
    return {"name": pet.name, "breed": pet.breed_label, **approved_values(pet), "story": pet.story}


def approved_values(pet: Pet) -> dict[str, Any]:
    """What everybody sees of the moderated fields, as JSON has it: photos by their ids, in their order."""
    return {
        "images": [str(photo.media_id) for photo in pet.photo_list],
        **as_values({name: getattr(pet, name) for name in LABELS if name != "images"}),
    }


def as_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Input of a service in the same form, as changes keep it."""
    return {name: _plain(name, value) for name, value in values.items()}


def as_columns(data: Mapping[str, Any]) -> dict[str, Any]:
    """The way back, for the columns of the listing itself."""
    columns = {name: data[name] for name in LABELS if name in data and name != "images"}
    if (fee := columns.get("adoption_fee")) is not None:
        columns["adoption_fee"] = Decimal(fee)
    return columns


def in_words(name: str, value: Any, currency: str) -> str:
    """A value as people read it; empty for none."""
    if value is None:
        return ""
    if name == "species":
        return str(Species(value).label)
    if name == "adoption_fee":
        return in_money(Decimal(value), currency)
    return str(value)


def _plain(name: str, value: Any) -> Any:
    if name == "images":
        return [str(media_id) for media_id in value]
    if name == "adoption_fee":
        return None if value is None else f"{value:.2f}"
    return value
