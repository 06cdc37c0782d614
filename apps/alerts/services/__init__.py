"""Verbs of favourites and saved searches."""

from apps.alerts.services.digests import send_digests
from apps.alerts.services.favorites import favorite, favorites_of, unfavorite
from apps.alerts.services.news import note_news, tell_followers
from apps.alerts.services.searches import (
    MOST_SEARCHES,
    close_feed,
    delete_search,
    edit_search,
    open_feed,
    pause_search,
    resume_search,
    save_search,
    stop_search,
)

__all__ = [
    "MOST_SEARCHES",
    "close_feed",
    "delete_search",
    "edit_search",
    "favorite",
    "favorites_of",
    "note_news",
    "open_feed",
    "pause_search",
    "resume_search",
    "save_search",
    "send_digests",
    "stop_search",
    "tell_followers",
    "unfavorite",
]
