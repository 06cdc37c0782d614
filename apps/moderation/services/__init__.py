"""Verbs of the review queue. `decide` is the one way to decide on anything."""

from apps.moderation.services.deciding import (
    check_still_open,
    decide,
    decide_item,
    decided_by_somebody_else,
)
from apps.moderation.services.queue import open_item, refresh_item, waiting, withdraw_item

__all__ = [
    "check_still_open",
    "decide",
    "decide_item",
    "decided_by_somebody_else",
    "open_item",
    "refresh_item",
    "waiting",
    "withdraw_item",
]
