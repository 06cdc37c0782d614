"""`decide` is the one way to decide on anything."""

from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services.queue import waiting
from hearth.kernel.authorization import Subject, require
from hearth.kernel.ids import uuid7
from hearth.kernel.problems import AlreadyDecided, AlreadyDone, Invalid, NotFound, StaleVersion, WrongState
from hearth.kernel.transactions import transactional


def check_still_open(item: ReviewItem) -> None:
    """Raise AlreadyDecided (who, when) for an item that is not waiting any more."""
    if item.state == ReviewItem.State.OPEN:
        return
    refusal = WrongState(f"This item is {item.get_state_display().lower()}.", state=item.state, allowed=[])
    raise decided_by_somebody_else(item.kind, item.target_id, refusal)


@transactional
def decide_item(item: ReviewItem, *, by: Subject, action: str, reason: str = "", note: str = "") -> Decision:
    """Decide on a waiting item as it was read; see `decide`."""
    require(by, "decide", item)
    check_still_open(item)
    target = reviewables.of_kind(item.kind).rows().filter(pk=item.target_id).first()
    if target is None:
        raise NotFound()
    return decide(
        target,
        by=by,
        action=action,
        reason=reason,
        note=note,
        seen_version=item.revision,
        kind=item.kind,
    )


@transactional
def decide(
    target: Any,
    *,
    by: Subject,
    action: str,
    seen_version: int,
    reason: str = "",
    note: str = "",
    kind: str = "",
) -> Decision:
    """Move the target by its own verb, close its item and write the decision, or none of it.

    `kind` names what is decided where a target may wait for several reasons (see `reviewables.of_target`).

    The verb's compare-and-set takes the target's lock, so of two reviewers one decides and the other
    learns who did (AlreadyDecided). Raises StaleVersion when the target is no longer what they saw,
    Invalid for an unknown action or reason.
    """
    reviewable = reviewables.of_target(target, kind)
    verb = reviewable.verbs.get(action)
    if verb is None:
        raise Invalid([("/action", "unknown", f"Decide with one of: {', '.join(reviewable.verbs)}.")])
    require(by, verb, target)
    # Whoever sent it for review may be another person than its owner, and decides as little.
    if (item := waiting(target, kind).first()) is not None:
        require(by, "decide", item)
    try:
        reviewable.workflow.guard(target, verb, by=by)
        if target.version != seen_version:
            raise StaleVersion(f"It is now at version {target.version}.", version=target.version)
        _check_reason(reviewable, action, reason)
        reviewable.before(target, action)
        decision_id = uuid7()
        reviewable.workflow.move(
            target,
            verb,
            by=by,
            reason=reason,
            data={"decision": str(decision_id)},
            **reviewable.changes(target, action, by),
        )
    except AlreadyDone:
        raise
    except WrongState as refusal:
        raise decided_by_somebody_else(reviewable.kind, target.pk, refusal) from None
    item = _close_item(target, kind)
    return Decision.objects.create(
        id=decision_id,
        item=item,
        kind=reviewable.kind,
        target_id=target.pk,
        action=action,
        reason=reason,
        note=note.strip(),
        revision_seen=seen_version,
        reviewer=by.user,
        submitter=item.submitter if item is not None else reviewable.submitter(target),
        organization_id=target.organization_id,
    )


def _close_item(target: Any, kind: str) -> ReviewItem | None:
    item: ReviewItem | None = waiting(target, kind).select_related("submitter").first()
    if item is not None:
        waiting(target, kind).update(
            state=ReviewItem.State.DECIDED, version=F("version") + 1, updated_at=timezone.now()
        )
    return item


def _check_reason(reviewable: reviewables.Reviewable, action: str, reason: str) -> None:
    known = reviewable.reasons.get(action, {})
    if known and reason not in known:
        code = "unknown" if reason else "required"
        raise Invalid([("/reason", code, f"Give one of: {', '.join(known)}.")])
    if reason and not known:
        raise Invalid([("/reason", "unknown", "This takes no reason; say it in a note.")])


def decided_by_somebody_else(kind: str, target_id: UUID, refusal: WrongState) -> WrongState:
    """Say who decided and when, for a reviewer who came too late."""
    last = Decision.objects.of_target(kind, target_id).select_related("reviewer").first()
    if last is None:
        return refusal
    return AlreadyDecided(
        f"{last.get_action_display()} by {last.reviewer} already.",
        **refusal.extra,
        action=last.action,
        decided_by=str(last.reviewer),
        decided_at=last.decided_at.isoformat().replace("+00:00", "Z"),
    )
