"""Telling people how their favourites stand: by what is so now, and at most once an hour for each pet."""

from datetime import datetime, timedelta

from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone

from apps.alerts.choices import Standing
from apps.alerts.models import Favorite
from apps.alerts.standing import standing_of
from apps.listings.models import Pet
from apps.notifications.services import notify
from hearth.kernel.transactions import transactional

QUIET = timedelta(hours=1)
"""Between two mails to one person about one pet."""
AT_ONCE = 200


@transactional
def note_news(pet: Pet) -> int:
    """Remember of whom a pet's followers should hear, and when; return how many it were.

    What was taken back before anybody was told of it is no news.
    """
    now, standing = timezone.now(), standing_of(pet)
    followers = Favorite.objects.filter(pet=pet)
    followers.filter(told_as=standing, tell_at__isnull=False).update(tell_at=None)
    soon = Greatest(Value(now), F("told_at") + QUIET)
    return int(followers.exclude(told_as=standing).update(tell_at=soon))


@transactional
def tell_followers(now: datetime) -> int:
    """Tell the next people who wait for news of a favourite; return how many were looked at.

    What somebody is at work on just now is left to the next run.
    """
    rows = Favorite.objects.to_tell(now).select_related("user", "pet__organization")
    due = list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:AT_ONCE])
    for row in due:
        _tell(row, now)
    return len(due)


def _tell(row: Favorite, now: datetime) -> None:
    was, row.told_as, row.tell_at = row.told_as, standing_of(row.pet), None
    # That a listing was taken down is shown among the favourites; nobody needs a mail for it.
    if row.told_as not in (was, Standing.GONE):
        row.told_at = now
        notify(row.user, "favorite.news", about=row.pet, context=_facts(row))
    row.save(update_fields=["told_as", "told_at", "tell_at"])


def _facts(row: Favorite) -> dict[str, str]:
    return {
        "pet_name": row.pet.name,
        "standing": row.told_as,
        "path": row.pet.get_absolute_url(),
        "list_path": "/my/favorites",
    }
