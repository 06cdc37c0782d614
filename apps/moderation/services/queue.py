"""What goes into the queue and out of it, besides decisions."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import ReviewItem
from hearth.kernel.authorization import Subject


def open_item(target: Any, *, by: Subject, kind: str = "") -> ReviewItem:
    """Put a target's present version in the queue, in the transaction that submits it."""
    reviewable = reviewables.of_target(target, kind)
    return ReviewItem.objects.create(
        kind=reviewable.kind,
        target_id=target.pk,
        revision=target.version,
        submitter=by.user or reviewable.submitter(target),
        organization_id=target.organization_id,
    )


def refresh_item(target: Any) -> None:
    """Make what waits about a target stand for its new version: who saw the old one must look again."""
    for kind in reviewables.kinds_of(target):
        waiting(target, kind).update(
            revision=target.version, version=F("version") + 1, updated_at=timezone.now()
        )


def withdraw_item(target: Any, kind: str = "") -> None:
    """Take a target out of the queue because it, or the reason to look at it, was withdrawn."""
    waiting(target, kind).update(
        state=ReviewItem.State.WITHDRAWN, version=F("version") + 1, updated_at=timezone.now()
    )


def waiting(target: Any, kind: str = "") -> Any:
    """The target's open item of a kind, as a queryset of one row or none."""
    return ReviewItem.objects.waiting().of_target(reviewables.of_target(target, kind).kind, target.pk)
