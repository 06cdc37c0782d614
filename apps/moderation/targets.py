"""What a row of ours is about, found through the registry as if it were a foreign key."""

from typing import Any
from uuid import UUID

from apps.moderation import reviewables


class ReviewTarget:
    """The reviewed thing that a row names by `kind` and `target_id`; None when it is gone.

    `prefetch_related("target")` loads those of many rows with the queries of each kind, previews included;
    of one row that did not ask for it, it comes without its surroundings.
    """

    name = "target"

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        if not self.is_cached(row):
            found = reviewables.targets_of([row], surroundings=False)
            row._state.fields_cache[self.name] = found.get((row.kind, row.target_id))
        return row._state.fields_cache[self.name]

    def is_cached(self, row: Any) -> bool:
        return self.name in row._state.fields_cache

    def get_prefetch_querysets(self, rows: list[Any], querysets: Any = None) -> tuple[Any, ...]:
        """Answer as Django's prefetching asks: the targets, and what ties one to its row."""
        found = list(reviewables.targets_of(rows).values())
        return found, _key, lambda row: row.target_id, True, self.name, False


def _key(target: Any) -> UUID:
    key: UUID = target.pk
    return key
