"""The columns of a file of listings: for the reader, the page, the template and the documentation."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from apps.listings.choices import Coat, Sex, Size, Species
from hearth.kernel import sheets
from hearth.kernel.sheets import Sheet

CLEARS = "-"
"""A cell that empties its column; an empty cell leaves what stands there."""
PHOTOS = "photos"
BONDED = "bonded_with"
NEEDED = ("reference",)
NEEDED_OF_NEW = ("name", "species")
ABOUT = ("id", "status", "published_at")
"""Written for people to see, and left alone when the file comes back."""
ROWS_OF_A_PIECE = 50


NEVER = object()
"""Of a column that `-` cannot empty."""


@dataclass(frozen=True)
class Column:
    name: str
    explains: str
    emptied: Any = NEVER
    """What `-` makes of it."""


YES_OR_NO = "true or false"
KNOWN = "true, false or unknown"


def _words(choices: Any) -> str:
    return ", ".join(choices.values)


COLUMNS = (
    Column(
        "reference",
        "Your own number of the animal, up to 60 characters, once in the file. By it a row finds its listing "
        "again. Every row needs it.",
    ),
    Column("name", "Up to 60 characters. A new listing needs it."),
    Column("species", f"{_words(Species)}. A new listing needs it."),
    Column("breed", "Up to 60 characters.", ""),
    Column("secondary_breed", "Up to 60 characters.", ""),
    Column("mixed", f"Whether it is a mix: {YES_OR_NO}.", False),
    Column("gender", f"{_words(Sex)}.", Sex.UNKNOWN.value),
    Column("birth_date", "As 2023-05-01.", None),
    Column("birth_date_estimated", f"{YES_OR_NO.capitalize()}.", False),
    Column("size", f"{_words(Size)}.", ""),
    Column("coat", f"{_words(Coat)}.", ""),
    Column("colours", "In words, up to 80 characters.", ""),
    Column("description", "Up to 4,000 characters; 80 before it can be published.", ""),
    Column("story", "Up to 8,000 characters.", ""),
    Column(
        "suburb",
        "Up to 80 characters. A new listing with neither suburb nor region takes those of its organisation.",
        "",
    ),
    Column("region", "Up to 80 characters.", ""),
    Column("good_with_children", f"{KNOWN.capitalize()}.", "unknown"),
    Column("good_with_dogs", f"{KNOWN.capitalize()}.", "unknown"),
    Column("good_with_cats", f"{KNOWN.capitalize()}.", "unknown"),
    Column("house_trained", f"{KNOWN.capitalize()}.", "unknown"),
    Column("special_needs", "In words, up to 300 characters.", ""),
    Column("desexed", f"{KNOWN.capitalize()}.", "unknown"),
    Column("vaccinated", f"{KNOWN.capitalize()}.", "unknown"),
    Column("wormed", f"{KNOWN.capitalize()}.", "unknown"),
    Column("microchip", "9 to 15 letters and digits. It is kept as a hash; an export leaves it out.", ""),
    Column("adoption_fee", "As 350.00.", None),
    Column("adoption_fee_currency", "Three capital letters, such as AUD."),
    Column(
        BONDED,
        "The numbers (`reference`) of those that it belongs with, with semicolons or new lines between them; "
        "they may stand further down. A bond stands on both.",
        "",
    ),
    Column(
        PHOTOS,
        "Addresses of photos that begin with https://, up to twelve, with spaces or new lines between them. "
        "They are fetched once, from hosts that this site allows; photos are only ever added.",
    ),
)  # fmt: skip
OF_NAME = {column.name: column for column in COLUMNS}
READ = tuple(OF_NAME)
WRITTEN = tuple(name for name in READ if name not in ("microchip", PHOTOS))
"""Those of an export: what is read back finds its way by them."""
IN_WORDS = tuple((column.name, column.explains) for column in COLUMNS)


def read(text: str) -> Sheet:
    """Return the rows of a CSV file; raise Invalid at `/csv` where it is no table of listings."""
    sheet = sheets.read_sheet(text, read=READ, needed=NEEDED, ignored=ABOUT)
    return sheets.refuse_doubles(sheet, "reference")


def cut(text: str) -> list[str]:
    return sheets.cut(read(text), ROWS_OF_A_PIECE)


def template() -> str:
    """The head of a file with one animal as an example."""
    example = {
        "reference": "HP-201",
        "name": "Juniper",
        "species": "dog",
        "breed": "Kelpie",
        "mixed": "true",
        "gender": "female",
        "birth_date": "2024-03-02",
        "birth_date_estimated": "true",
        "size": "medium",
        "coat": "short",
        "colours": "Red and tan",
        "description": "Came with a whole litter and stayed the longest. She walks well on a lead, loves "
        "the beach at low tide and sleeps through the night.",
        "suburb": "Wattle Cove",
        "region": "Saltwater Bay",
        "good_with_children": "true",
        "good_with_dogs": "true",
        "good_with_cats": "unknown",
        "house_trained": "true",
        "desexed": "true",
        "vaccinated": "true",
        "wormed": "true",
        "adoption_fee": "350.00",
        "adoption_fee_currency": "AUD",
    }
    return sheets.head(READ) + _line(example, READ)


def _line(cells: dict[str, str], columns: Iterable[str]) -> str:
    return sheets.written(cells.get(name, "") for name in columns)
