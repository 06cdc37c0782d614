"""What reviewers could read of a target, kept with its item so that they can be told what changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.reviewables import Reviewable
from hearth.kernel.revisions import Change

Snapshots = dict[str, Any]
"""Values by the number at which they began to hold; JSON has texts for keys."""

MOST_KEPT = 10
APPROVE = Decision.Action.APPROVE.value
SENT_BACK = (Decision.Action.REQUEST_CHANGES.value, Decision.Action.REJECT.value)


def first_snapshots(reviewable: Reviewable, target: Any, number: int) -> tuple[Snapshots, int | None]:
    """What a new item starts with, and the number that was sent back if it answers such a decision."""
    if reviewable.snapshot is None:
        return {}, None
    now = {str(number): dict(reviewable.snapshot(target))}
    rows = Decision.objects.of_target(reviewable.kind, target.pk).select_related("item")
    last = rows.first()
    if last is None or last.item is None or last.action not in SENT_BACK:
        return now, None
    then = values_at(last.item.snapshots, last.revision_seen)
    if then is None or last.revision_seen >= number:
        return now, None
    return {str(last.revision_seen): then, **now}, last.revision_seen


def with_present(item: ReviewItem, target: Any, number: int) -> Snapshots:
    """The item's snapshots and what its target says from a number on, if that is new; the oldest ones go."""
    snapshot = reviewables.of_kind(item.kind).snapshot
    kept: Snapshots = item.snapshots
    if snapshot is None:
        return kept
    now = dict(snapshot(target))
    if values_at(kept, number) == now:
        return kept
    numbers = sorted((int(number) for number in kept), reverse=True)[: MOST_KEPT - 1]
    left = {str(number): kept[str(number)] for number in numbers}
    if item.sent_back is not None and str(item.sent_back) in kept:
        left[str(item.sent_back)] = kept[str(item.sent_back)]
    return {**left, str(number): now}


def left_after(item: ReviewItem, action: str, seen: int) -> Snapshots:
    """What a decided item keeps: what was sent back, until it is sent again; what was approved."""
    then = values_at(item.snapshots, seen) if action in (*SENT_BACK, APPROVE) else None
    return {} if then is None else {str(seen): then}


def keep_reading(target: Any) -> None:
    """Let what was approved go on knowing how it reads, for whoever takes it down later.

    Runs under the target's lock, when it may read otherwise from here on.
    """
    item = _approved_item(reviewables.of_target(target), target)
    if item is None:
        return
    kept = with_present(item, target, int(target.version))
    if kept != item.snapshots:
        ReviewItem.objects.filter(pk=item.pk).update(snapshots=kept)


def values_at(snapshots: Snapshots, number: int) -> Mapping[str, Any] | None:
    """What held at a number: the newest snapshot that is no newer; None where it is not kept any more."""
    began = max((int(kept) for kept in snapshots if int(kept) <= number), default=None)
    return None if began is None else snapshots[str(began)]


def difference(
    reviewable: Reviewable, target: Any, seen: int, item: ReviewItem | None
) -> Sequence[Change] | None:
    """What changed in a target since a reviewer saw it at that number; None where nobody knows."""
    if reviewable.snapshot is None:
        return reviewable.difference(target, seen)
    then = values_at(item.snapshots, seen) if item is not None else None
    if then is None and (approved := _approved_item(reviewable, target)) is not None:
        then = values_at(approved.snapshots, seen)
    return None if then is None else reviewable.compared(target, then, reviewable.snapshot(target))


def changes_of(item: ReviewItem, target: Any) -> Sequence[Change]:
    """What an open item would change; of a thing that was sent back, what its submitter changed since."""
    reviewable = reviewables.of_kind(item.kind)
    if target is None or item.state != ReviewItem.State.OPEN:
        return ()
    if reviewable.changed is not None:
        return reviewable.changed(target)
    return (difference(reviewable, target, item.sent_back, item) or ()) if item.sent_back is not None else ()


def _approved_item(reviewable: Reviewable, target: Any) -> ReviewItem | None:
    """The item with which a target was decided last, where it was approved and says how it read."""
    if reviewable.snapshot is None:
        return None
    decided = Decision.objects.of_target(reviewable.kind, target.pk).exclude(item=None)
    last = decided.select_related("item").first()
    return last.item if last is not None and last.action == APPROVE and last.item.snapshots else None
