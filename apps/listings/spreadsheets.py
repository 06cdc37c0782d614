"""Listings as lines of a CSV file, by the columns that an import reads."""

from collections.abc import Iterable

from apps.listings.importing.columns import ABOUT, WRITTEN
from apps.listings.models import Pet
from hearth.kernel import sheets

OF_COLUMN = {"gender": "sex", "bonded_with": "bonded_references"}


def head() -> str:
    return sheets.head((*ABOUT, *WRITTEN))


def written(pets: Iterable[Pet]) -> str:
    return "".join(
        sheets.written(getattr(pet, OF_COLUMN.get(name, name)) for name in (*ABOUT, *WRITTEN)) for pet in pets
    )
