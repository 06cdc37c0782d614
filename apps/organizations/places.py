"""Where a place is that somebody names: whoever keeps a gazetteer says how to look in it.

@finds_places
def place_called(words: str) -> tuple[float, float]: ...

It returns latitude and longitude, and raises ValidationError for a name that it does not know or that several
places have.
"""

from collections.abc import Callable

from django.core.exceptions import ValidationError

from hearth.kernel.api.filtering import AMBIGUOUS

Finder = Callable[[str], tuple[float, float]]

_finders: list[Finder] = []


def finds_places(finder: Finder) -> Finder:
    """Register it."""
    _finders.append(finder)
    return finder


def position_of(words: str) -> tuple[float, float] | None:
    """The middle of the place; None for a name that nobody knows, ValidationError for several places."""
    for finder in _finders:
        try:
            return finder(words)
        except ValidationError as error:
            if error.code == AMBIGUOUS:
                raise
    return None
