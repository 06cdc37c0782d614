"""How many wait of each kind and origin, counted no further than people read."""

from collections.abc import Iterable
from typing import Any

from django.db.models import IntegerField, Subquery

from apps.moderation.models import ReviewItem

COUNTED_TO = 1000


class Capped(Subquery):
    """How many rows there are: the number itself up to the limit, one more beyond it."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: Any) -> None:
        super().__init__(rows.order_by().values("pk")[: COUNTED_TO + 1])


def count_by(rows: Any, **words: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count the rows with each word of each column, in one query: `count_by(rows, kind=["pet", "photo"])`."""
    asked = [(name, word) for name, several in words.items() for word in several]
    columns = [Capped(rows.filter(**{name: word})) for name, word in asked]
    # The columns say nothing of the row that they are selected from, as long as there is one.
    numbers = ReviewItem.objects.order_by().values_list(*columns).first() or [0] * len(columns)
    found: dict[str, dict[str, int]] = {name: {} for name in words}
    for (name, word), number in zip(asked, numbers, strict=True):
        found[name][word] = number
    return found


def in_words(count: int) -> str:
    return f"{count:,}" if count <= COUNTED_TO else f"{COUNTED_TO:,}+"
