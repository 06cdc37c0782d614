"""What goes into the queue and out of it, besides decisions."""

from typing import Any

from django.db.models import Q
from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.reviewables import Reviewable
from apps.moderation.services import trust
from apps.moderation.services.snapshots import first_snapshots, keep_reading, with_present
from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.problems import Problem
from hearth.kernel.transactions import transactional

Origin = ReviewItem.Origin
BEHIND_ALL_THAT_WAITS = 10
"""How far samples stand behind what nobody can see before it is decided."""


def receive(target: Any, *, by: Subject, kind: str = "") -> ReviewItem | None:
    """Take in what was just submitted: publish it at once where its submitter is trusted, else let it wait.

    Runs in the transaction that submits, under the target's lock. Returns the item that was opened or
    renewed: of what was published at once, only when it is among the samples.
    """
    reviewable = reviewables.of_target(target, kind)
    if waiting(target, kind).exists():
        refresh_item(target)
        return _waiting_item(target, kind)
    if not _is_published_at_once(reviewable, target, by):
        return open_item(target, by=by, kind=kind)
    return _sample(reviewable, target, by)


def sample_again(target: Any, *, by: Subject) -> None:
    """Put a published target back among the samples, if its last one was withdrawn before anybody looked.

    Runs in the transaction that shows the target again, under its lock.
    """
    kind = reviewables.of_target(target).kind
    if _escaped(kind, target) and not waiting(target, kind).exists():
        open_item(target, by=by, kind=kind, origin=Origin.SAMPLED)


@transactional
def reconsider(target: Any, *, kind: str = "") -> None:
    """Publish what waited only for something that is there by now, if its submitter is trusted.

    What somebody is looking at is left to them. Runs under the target's lock.
    """
    item = waiting(target, kind).filter(origin=Origin.SUBMITTED).select_related("submitter").first()
    if item is None or item.is_claimed:
        return
    reviewable, submitter = reviewables.of_target(target, kind), Subject(user=item.submitter)
    if _is_published_at_once(reviewable, target, submitter):
        withdraw_item(target, kind)
        _sample(reviewable, target, submitter)


def open_item(
    target: Any,
    *,
    by: Subject,
    kind: str = "",
    origin: str = "",
    priority: int | None = None,
    submitter: Any = None,
) -> ReviewItem:
    """Put a target as it is now in the queue, in the transaction that submits or reports it.

    What the platform itself opens counts as flagged unless another origin is named.
    """
    reviewable = reviewables.of_target(target, kind)
    origin = origin or (Origin.FLAGGED if by.is_system else Origin.SUBMITTED)
    if priority is None:
        priority = reviewable.priority - (BEHIND_ALL_THAT_WAITS if origin == Origin.SAMPLED else 0)
    now = timezone.now()
    revision = seen_in(reviewable, target, origin)
    snapshots, sent_back = first_snapshots(reviewable, target, revision)
    return ReviewItem.objects.create(
        kind=reviewable.kind,
        target_id=target.pk,
        revision=revision,
        version=revision,
        origin=origin,
        priority=priority,
        opened_at=now,
        snapshots=snapshots,
        sent_back=sent_back,
        due_at=now + reviewable.due_within,
        submitter=submitter or by.user or reviewable.submitter(target),
        organization_id=target.organization_id,
    )


def refresh_item(target: Any) -> None:
    """Make what waits about a target stand for what it is now: who saw something else must look again."""
    kinds = reviewables.kinds_of(target)
    for item in ReviewItem.objects.waiting().filter(kind__in=kinds, target_id=target.pk):
        before = item.revision
        if stand_for(item, target).revision != before:
            ReviewItem.objects.waiting().filter(pk=item.pk).update(
                revision=item.revision,
                version=item.revision,
                snapshots=with_present(item, target, item.revision),
                updated_at=timezone.now(),
            )
    keep_reading(target)


def withdraw_item(target: Any, kind: str = "") -> None:
    """Take a target out of the queue because it, or the reason to look at it, was withdrawn."""
    waiting(target, kind).update(
        state=ReviewItem.State.WITHDRAWN,
        snapshots={},
        claimed_by=None,
        claimed_until=None,
        updated_at=timezone.now(),
    )


def waiting(target: Any, kind: str = "") -> Any:
    """The target's open item of a kind, as a queryset of one row or none."""
    return ReviewItem.objects.waiting().of_target(reviewables.of_target(target, kind).kind, target.pk)


def stand_for(item: ReviewItem, target: Any) -> ReviewItem:
    """Let an item that was read say the number of what its target is now.

    Not every change of a target tells the queue; what a reviewer sees and decides on is the target.
    """
    if item.state == ReviewItem.State.OPEN:
        item.revision = item.version = seen_in(reviewables.of_kind(item.kind), target, item.origin)
    return item


def seen_in(reviewable: Reviewable, target: Any, origin: str = Origin.SUBMITTED) -> int:
    """The number that a decision on this target must have seen; of a sample, that of the row itself."""
    if origin == Origin.SAMPLED:
        return int(target.version)
    return reviewable.seen(target)


def _sample(reviewable: Reviewable, target: Any, by: Subject) -> ReviewItem | None:
    """Draw whether somebody looks at what was just published, unless somebody does already."""
    own_kind = reviewables.of_target(target).kind
    if waiting(target, own_kind).exists():
        refresh_item(target)
        return _waiting_item(target, own_kind)
    drawn = trust.is_sampled(reviewable.kind, target, share=reviewable.sampled(target))
    if drawn or _escaped(own_kind, target):
        return open_item(target, by=by, kind=own_kind, origin=Origin.SAMPLED)
    return None


def _waiting_item(target: Any, kind: str) -> ReviewItem:
    found: ReviewItem = waiting(target, kind).get()
    return found


def _is_published_at_once(reviewable: Reviewable, target: Any, by: Subject) -> bool:
    """Move what a trusted submitter sent, unless something speaks against this one."""
    submitter = by.user or reviewable.submitter(target)
    if not reviewable.at_once or not trust.standing(submitter, target.organization_id).trusted:
        return False
    if _was_sent_back(target):
        return False
    try:
        reviewable.before(target, "approve")
    except Problem:
        return False
    system = system_subject()
    reviewable.workflow.move(
        target,
        reviewable.at_once,
        by=system,
        data={"trusted": True},
        **reviewable.changes(target, "approve", system),
    )
    reviewable.after(target, "approve", system, None)
    return True


def _was_sent_back(target: Any) -> bool:
    """Whether a reviewer said no to this very target last: then a reviewer looks again, however trusted."""
    last = (
        Decision.objects.filter(kind__in=reviewables.kinds_of(target), target_id=target.pk)
        .order_by("-decided_at", "-id")
        .first()
    )
    said_yes = (Decision.Action.APPROVE, Decision.Action.RESTORE)
    return last is not None and last.action not in said_yes


def _escaped(kind: str, target: Any) -> bool:
    """Whether a sample of this target was withdrawn, and nothing about it decided since."""
    items = ReviewItem.objects.of_target(kind, target.pk)
    told = items.filter(Q(origin=Origin.SAMPLED) | Q(state=ReviewItem.State.DECIDED))
    last = told.order_by("-opened_at", "-id").first()
    return last is not None and last.state == ReviewItem.State.WITHDRAWN
