"""Takes a decision back after an appeal."""

from typing import Any

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.reviewables import Reviewable
from apps.moderation.services.queue import open_item, waiting
from hearth.kernel import revisions
from hearth.kernel.authorization import Subject, require
from hearth.kernel.ids import uuid7
from hearth.kernel.problems import NotFound
from hearth.kernel.transactions import transactional


@transactional
def restore(decision: Decision, *, by: Subject, note: str = "") -> Decision:
    """Lift a negative decision, and bring its target back where it is still as that decision left it.

    What goes back to waiting (`rejected` to `pending`) stands in the queue again. Nobody lifts a decision
    of their own. A second call finds the first one's answer.
    """
    reviewable = reviewables.of_kind(decision.kind)
    target = reviewable.rows().filter(pk=decision.target_id).first()
    if target is None:
        raise NotFound()
    reviewables.lock(target, decision.kind)
    by = by.refreshed()
    require(by, "restore", decision)
    if (done := Decision.objects.filter(overturns=decision).first()) is not None:
        return done
    restored = Decision(
        id=uuid7(),
        item=None,
        kind=decision.kind,
        target_id=decision.target_id,
        action=Decision.Action.RESTORE,
        note=note.strip(),
        overturns=decision,
        revision_seen=target.version,
        reviewer=by.user,
        submitter=decision.submitter,
        organization_id=decision.organization_id,
    )
    verb = reviewable.restores.get(reviewable.workflow.state_of(target), "")
    moves = bool(verb) and _was_last(decision) and _is_newest_change(reviewable, target, decision)
    if moves:
        data = {"decision": str(restored.pk), "overturns": str(decision.pk)}
        reviewable.workflow.move(target, verb, by=by, data=data)
    restored.save(force_insert=True)
    if moves:
        reviewable.after(target, Decision.Action.RESTORE, by, restored)
    if moves and _waits_for_approval(reviewable, target):
        open_item(
            target,
            by=by,
            kind=decision.kind,
            origin=ReviewItem.Origin.APPEALED,
            submitter=decision.submitter,
        )
    return restored


def _was_last(decision: Decision) -> bool:
    last = Decision.objects.of_target(decision.kind, decision.target_id).first()
    return last is not None and last.pk == decision.pk


def _is_newest_change(reviewable: Reviewable, target: Any, decision: Decision) -> bool:
    """Whether the change that was turned down is still the last; what is no change has no other."""
    if reviewable.changed is None:
        return True
    newest = revisions.latest_of([target]).get(target.pk)
    return newest is not None and newest.number == decision.revision_seen


def _waits_for_approval(reviewable: Reviewable, target: Any) -> bool:
    verb = reviewable.verbs.get("approve")
    if verb is None or waiting(target, reviewable.kind).exists():
        return False
    if reviewable.changed is not None and revisions.pending(target) is None:
        return False
    return reviewable.workflow.state_of(target) in reviewable.workflow.of[verb].from_
