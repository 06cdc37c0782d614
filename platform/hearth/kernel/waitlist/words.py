from dataclasses import dataclass
from typing import Any

from django.db.models import CheckConstraint, Index, Q, UniqueConstraint


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a community calls the states of a place, and the verbs that the mechanism itself performs."""

    waiting: str = "waiting"
    offered: str = "offered"
    confirmed: tuple[str, ...] = ("confirmed",)
    """Every state in which somebody has the place."""
    status: str = "status"
    """The place's state column."""

    join: str = "join"
    """The verb with which a place begins confirmed."""
    wait: str = "wait"
    """The verb with which it begins in the line."""
    offer: str = "offer"
    confirm: str = "confirm"
    """From waiting straight to confirmed: “take it for me”, or no time left to ask."""
    expire: str = "expire"
    """Where an offer goes that nobody answered."""
    resize: str = "resize"
    """The line's own verb, with which its capacity changes."""

    @property
    def live(self) -> tuple[str, ...]:
        return (self.waiting, self.offered, *self.confirmed)

    def constraints(self, *, line: str, person: str) -> list[Any]:
        """For the place's `Meta`: nobody twice in one line, and an end for offers and for nothing else."""
        offered = Q(**{self.status: self.offered})
        return [
            UniqueConstraint(
                fields=[line, person],
                name="%(class)s_once",
                condition=Q(**{f"{self.status}__in": self.live}),
            ),
            CheckConstraint(
                name="%(class)s_offer_ends",
                condition=(offered & Q(offer_expires_at__isnull=False))
                | (~offered & Q(offer_expires_at__isnull=True)),
            ),
        ]

    def indexes(self, *, line: str) -> list[Any]:
        """For the place's `Meta`: the line in its order, and the offers by their end."""
        return [
            Index(
                fields=[line, "queued_at", "id"],
                name="%(class)s_line",
                condition=Q(**{self.status: self.waiting}),
            ),
            Index(
                fields=["offer_expires_at"],
                name="%(class)s_offers",
                condition=Q(**{self.status: self.offered}),
            ),
        ]
