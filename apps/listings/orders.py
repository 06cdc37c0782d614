"""The orders in which people read the public list, by the words of `ordering=`."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.db.models import F, Field, FloatField, IntegerField, Model, QuerySet

from apps.listings.derived import DEPTH
from hearth.kernel.keyset import Keyset, Position

M = TypeVar("M", bound=Model)
HITS = 500
"""So many of what has the words are compared, the newest ones."""


class Computed(Keyset):
    """An order by what a filter computes of each row, so that it needs that filter's parameter."""

    computed: ClassVar[Mapping[str, "Field[Any, Any]"]] = {}

    def column_of(self, model: type[Model], name: str) -> Any:
        return self.computed.get(name) or super().column_of(model, name)


class Nearest(Computed):
    """By the `distance` that the filter `near` computes, as far as its `reach`.

    The index gives one after the other from the middle outwards, without an end; so the first are taken, a
    thousand at most, and those among them that are too far left out.
    """

    needs: ClassVar[str] = "near"
    computed: ClassVar[Mapping[str, "Field[Any, Any]"]] = {"distance": FloatField()}

    def __init__(self) -> None:
        super().__init__("distance", "id")

    def take(
        self, rows: QuerySet[M], position: Position, limit: int, parts: Sequence[QuerySet[M]] = ()
    ) -> QuerySet[M]:
        first = DEPTH if position.after else limit + 1
        nearest = self.arrange(rows, Position()).values("pk")[:first]
        return self.arrange(rows.filter(pk__in=nearest, distance__lte=F("reach")), position)[: limit + 1]


class BestMatch(Computed):
    """By the `relevance` that the filter `q` computes, of the newest that have the words."""

    needs: ClassVar[str] = "q"
    computed: ClassVar[Mapping[str, "Field[Any, Any]"]] = {"relevance": IntegerField()}

    def __init__(self) -> None:
        super().__init__("-relevance", "-id")

    def take(
        self, rows: QuerySet[M], position: Position, limit: int, parts: Sequence[QuerySet[M]] = ()
    ) -> QuerySet[M]:
        hits = rows.order_by("-published_at", "-id").values("pk")[:HITS]
        return self.arrange(rows.filter(pk__in=hits), position)[: limit + 1]


NEWEST = Keyset("-published_at", "-id")
LAST_ADOPTED = Keyset("-adopted_at", "-id")
ORDERS: dict[str, Keyset] = {
    "newest": NEWEST,
    "oldest": NEWEST.reverse,
    "longest_waiting": Keyset("created_at", "id"),
    "distance": Nearest(),
    "relevance": BestMatch(),
}
LABELS = {
    "newest": "Newest first",
    "oldest": "Oldest first",
    "longest_waiting": "Waiting longest",
    "distance": "Nearest first",
    "relevance": "Best match",
}
