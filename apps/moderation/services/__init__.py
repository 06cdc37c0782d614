"""Verbs of the review queue. `decide` is the one way to decide on anything."""

from apps.moderation.services.appeals import file_appeal
from apps.moderation.services.bulk import decide_many
from apps.moderation.services.claims import check_claim, claim, release
from apps.moderation.services.closing import check_still_open, decided_by_somebody_else
from apps.moderation.services.deciding import actions_of, decide, decide_item, repeated, stale
from apps.moderation.services.impartiality import bar_to_all, check_impartial
from apps.moderation.services.messages import drop_message, rewrite_message, write_message
from apps.moderation.services.queue import (
    open_item,
    receive,
    reconsider,
    refresh_item,
    sample_again,
    seen_in,
    stand_for,
    waiting,
    withdraw_item,
)
from apps.moderation.services.reports import file_report
from apps.moderation.services.restoring import restore
from apps.moderation.services.snapshots import changes_of
from apps.moderation.services.trust import Standing, standing, vouch

__all__ = [
    "Standing",
    "actions_of",
    "bar_to_all",
    "changes_of",
    "check_claim",
    "check_impartial",
    "check_still_open",
    "claim",
    "decide",
    "decide_item",
    "decide_many",
    "decided_by_somebody_else",
    "drop_message",
    "file_appeal",
    "file_report",
    "open_item",
    "receive",
    "reconsider",
    "refresh_item",
    "release",
    "repeated",
    "restore",
    "rewrite_message",
    "sample_again",
    "seen_in",
    "stale",
    "stand_for",
    "standing",
    "vouch",
    "waiting",
    "withdraw_item",
    "write_message",
]
