"""Addresses that are their own authority: a signature names the search, and nothing has to be remembered."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from apps.alerts.models import SavedSearch
from hearth.kernel.problems import NotFound

FORMS = ("rss", "atom", "json")

_feeds = Signer(salt="apps.alerts.feed")
_stops = Signer(salt="apps.alerts.stop")


def feed_addresses(search: SavedSearch) -> dict[str, str] | None:
    """The search's secret addresses by form; None while its feed is closed."""
    if not search.feed_open:
        return None
    token = _feeds.sign(f"{search.pk.hex}:{search.feed_number}")
    return {form: settings.SITE_URL + reverse("saved-search-feed", args=[token, form]) for form in FORMS}


def search_of_feed(token: str) -> SavedSearch:
    """Raise NotFound for every address that is not ours, was replaced or ended, or whose person is gone."""
    try:
        word, _, number = _feeds.unsign(token).partition(":")
        rows = SavedSearch.objects.select_related("user")
        found: SavedSearch | None = rows.filter(pk=UUID(hex=word), feed_open=True).first()
    except (BadSignature, ValueError):
        raise NotFound() from None
    if found is None or str(found.feed_number) != number or not found.user.is_active:
        raise NotFound()
    return found


def stop_link(search_id: UUID) -> str:
    """The address that takes somebody off the mails of this one search. It does not expire."""
    return settings.SITE_URL + reverse("stop-search", args=[_stops.sign(search_id.hex)])


def search_to_stop(token: str) -> SavedSearch | None:
    """The search of a link of ours, None when it is gone; raise NotFound for any other word."""
    try:
        wanted = UUID(hex=_stops.unsign(token))
    except (BadSignature, ValueError):
        raise NotFound() from None
    found: SavedSearch | None = SavedSearch.objects.filter(pk=wanted).first()
    return found
