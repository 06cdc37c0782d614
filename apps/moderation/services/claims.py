"""Claims: for ten minutes one reviewer has an item to themselves."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from apps.accounts.models import User
from apps.moderation import reviewables
from apps.moderation.models import ReviewItem
from apps.moderation.problems import Claimed
from apps.moderation.services.closing import check_still_open
from apps.moderation.services.impartiality import check_impartial
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.events import record
from hearth.kernel.transactions import in_transaction, transactional

LEASE = timedelta(minutes=10)


@transactional
def claim(item: ReviewItem, *, by: Subject) -> ReviewItem:
    """Take an item, or extend what one holds already; raise Claimed while somebody else holds it.

    Who may not decide on it may not keep it from the others either.
    """
    require(by, "claim", item)
    check_impartial(item, reviewables.row_of(item), by=by)
    held = _locked(item)
    check_still_open(held)
    check_claim(held, by=by)
    continued = held.is_claimed
    held.claimed_by, held.claimed_until = by.user, timezone.now() + LEASE
    _save(held)
    if not continued:
        record("review.claimed", held, by=by)
    return held


@transactional
def release(item: ReviewItem, *, by: Subject) -> ReviewItem:
    """Let an item go before its lease ends; nothing happens to one that nobody holds."""
    held = _locked(item)
    require(by, "release", held)
    if held.claimed_by_id is None:
        return held
    lapsed = not held.is_claimed
    held.claimed_by = held.claimed_until = None
    _save(held)
    if not lapsed:
        record("review.released", held, by=by)
    return held


def release_all_of(person: User) -> None:
    """Let go what somebody holds who reviews no more."""
    for item in ReviewItem.objects.filter(claimed_by=person.pk, claimed_until__gt=timezone.now()):
        in_transaction(partial(_let_go, item, person))


def _let_go(item: ReviewItem, person: User) -> None:
    held = _locked(item)
    if held.claimed_by_id == person.pk:
        held.claimed_by = held.claimed_until = None
        _save(held)
        record("review.released", held, by=system_subject())


def check_claim(item: ReviewItem, *, by: Subject) -> None:
    """Raise Claimed (who, until) while another than `by` holds the item."""
    if item.is_claimed and item.claimed_until is not None and item.claimed_by_id != by.id:
        raise Claimed(
            f"{item.claimed_by} is looking at this.",
            claimed_by=str(item.claimed_by),
            claimed_until=item.claimed_until.isoformat().replace("+00:00", "Z"),
        )


def _locked(item: ReviewItem) -> Any:
    # Who claimed it is read after the wait for the lock: a join in one statement is as old as its start.
    ReviewItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    return ReviewItem.objects.select_related("claimed_by").get(pk=item.pk)


def _save(item: ReviewItem) -> None:
    # The version stays: a claim changes nothing of what is decided on.
    item.updated_at = timezone.now()
    item.save(update_fields=["claimed_by", "claimed_until", "updated_at"])
