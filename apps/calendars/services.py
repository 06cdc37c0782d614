"""The secret address of somebody's calendar: made, renewed, taken back."""

import secrets
from hashlib import sha256
from hmac import compare_digest

from django.conf import settings
from django.urls import reverse

from apps.accounts.models import User
from apps.calendars.models import CalendarFeed
from hearth.kernel.authorization import Subject, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import NotFound
from hearth.kernel.transactions import transactional


@transactional
def make_feed(*, by: Subject) -> tuple[CalendarFeed, str]:
    """Give a person's calendar a new secret address, and return it: this once, for only its hash is kept.

    The address of before ends.
    """
    require_for_new(by, "create", CalendarFeed)
    # Whoever renews twice at once waits for oneself: the last address is the good one.
    owner = User.objects.select_for_update(no_key=True).get(pk=by.id)
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.filter(user=owner).first()
    renewed = feed is not None
    if feed is None:
        feed = CalendarFeed(user=owner)
    else:
        feed.version += 1
    feed.token_hash, feed.made_at, feed.updated_at = _hash(token), by.now, by.now
    feed.save()
    record("calendar_feed.renewed" if renewed else "calendar_feed.made", feed, by=by)
    return feed, settings.SITE_URL + reverse("calendar-feed", args=[token])


@transactional
def revoke_feed(*, by: Subject) -> None:
    """End the address; a repeat changes nothing."""
    feed = CalendarFeed.objects.select_for_update().filter(user=by.id).first()
    if feed is not None:
        record("calendar_feed.revoked", feed, by=by)
        CalendarFeed.objects.filter(pk=feed.pk).delete()


def feed_of(person: User) -> CalendarFeed | None:
    found: CalendarFeed | None = CalendarFeed.objects.filter(user=person).first()
    return found


def person_of(token: str) -> User:
    """Whose calendar an address is; raise NotFound for every one that is not ours, was replaced or ended."""
    wanted = _hash(token)
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=wanted).first()
    if feed is None or not compare_digest(feed.token_hash, wanted) or not feed.user.is_active:
        raise NotFound()
    person: User = feed.user
    return person


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "replace")).hexdigest()
