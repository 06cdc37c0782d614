"""What the demo knows of a pet: the listing as somebody wrote it, its photos, and what was decided."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["published", "waiting", "changes_requested", "draft", "rejected", "removed"]

REGION_OF = {
    "Wattle Cove": "Saltwater Bay",
    "Anchor Hill": "Saltwater Bay",
    "Fernleigh Rise": "Saltwater Bay",
    "Port Larkin": "Saltwater Bay",
    "Lower Mulberry": "River Flats",
    "Tinker's Ford": "River Flats",
    "Larkspur Gully": "High Country",
    "Cold Kettle": "High Country",
}
"""Invented places."""


@dataclass(frozen=True)
class Photo:
    """A shot of the picture generator, and what is to be seen in it."""

    shot: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class DemoPet:
    """A listing. `yes` and `no` name the known facts; what neither names, nobody has tried yet."""

    name: str
    by: str
    rescue: str = ""
    suburb: str
    species: str
    breed: str = ""
    secondary_breed: str = ""
    mixed: bool = False
    sex: str = "unknown"
    months: int | None = None
    """Its age on the day the demo is loaded, so that kittens stay kittens."""
    estimated: bool = False
    size: str = ""
    coat: str = ""
    colours: str = ""
    yes: str = ""
    no: str = ""
    special_needs: str = ""
    microchip: str = ""
    fee: int | None = None
    description: str
    story: str = ""
    bonded_with: str = ""
    look: str
    """The generator's seed, chosen so that the drawing agrees with the words."""
    photos: tuple[Photo, ...] = ()
    days_ago: float
    """When it was listed, or decided on if it was."""
    outcome: Outcome = "published"
    reason: str = ""
    note: str = ""
    wishes: str = ""
    """Another description, which waits for a moderator while the first one is public."""
    more_photos: tuple[Photo, ...] = ()
    """Photos that wait with it."""
    forgotten: bool = False
    """Nobody said for sixty days that it is still looking for a home."""
