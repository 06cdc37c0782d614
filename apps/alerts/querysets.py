from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.apps import apps

from hearth.kernel.authorization import PolicyQuerySet


class FavoriteQuerySet(PolicyQuerySet[Any]):
    def to_tell(self, now: datetime) -> Self:
        """Those of which there may be news by now; the longest waiting first."""
        return self.filter(tell_at__lte=now).order_by("tell_at", "id")


class SavedSearchQuerySet(PolicyQuerySet[Any]):
    def mailed(self, cadence: str) -> Self:
        """Those that tell by mail at this pace; matches the partial index."""
        return self.filter(state="active", cadence=cadence)


def load_pets(favorites: Iterable[Any]) -> None:
    """Give favourites their pets with all that a card needs, in as many queries for any number."""
    rows = apps.get_model("listings.Pet")._default_manager.for_display()
    pets = rows.in_bulk([favorite.pet_id for favorite in favorites])
    for favorite in favorites:
        favorite.pet = pets[favorite.pet_id]
