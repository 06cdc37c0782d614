"""`decide` is the one way to decide on anything."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.reviewables import Reasons, Reviewable
from apps.moderation.services import messages
from apps.moderation.services.claims import check_claim
from apps.moderation.services.closing import check_still_open, decided_by_somebody_else
from apps.moderation.services.impartiality import (
    check_impartial,
    check_removing,
    check_second_look,
    told,
)
from apps.moderation.services.queue import seen_in
from apps.moderation.services.snapshots import difference, left_after
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.ids import uuid7
from hearth.kernel.problems import AlreadyDone, Invalid, NotAllowed, NotFound, StaleVersion, WrongState
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import Verb

Action = Decision.Action


@transactional
def decide_item(
    item: ReviewItem,
    *,
    by: Subject,
    action: str,
    reason: str = "",
    note: str = "",
    seen_version: int | None = None,
) -> Decision:
    """Decide on a waiting item as it was read, or as `seen_version` says that it was; see `decide`."""
    require(by, "decide", item)
    target = reviewables.row_of(item)
    check_impartial(item, target, by=by)
    check_still_open(item)
    check_claim(item, by=by)
    if target is None:
        raise NotFound()
    return decide(
        target,
        by=by,
        action=action,
        reason=reason,
        note=note,
        seen_version=item.revision if seen_version is None else seen_version,
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
    of_row: bool = False,
) -> Decision:
    """Move the target by its own verb, close its item and write the decision, or none of it.

    `kind` names what is decided where a target may wait for several reasons (see `reviewables.of_target`);
    `seen_version` is the number of what was looked at (see `Reviewable.seen`), or with `of_row` the version
    of the target's row at that time. Without a note the submitter is sent the reason's message.

    The organisation's and the target's locks come first, and everything is judged under them: of two
    reviewers one decides and the other learns who did (AlreadyDecided). Raises Claimed while somebody
    else holds the item, StaleVersion with the difference when what waits is no longer what they saw,
    Invalid for an unknown action or reason.
    """
    reviewable = reviewables.of_target(target, kind)
    verb = _verb_of(reviewable, action)
    reviewables.lock(target, kind)
    by = by.refreshed()
    items = _locked_items(target, verb)
    item = next((found for found in items if found.kind == reviewable.kind), None)
    _require(reviewable, target, verb, by)
    # Whoever sent it for review may be another person than its owner, and decides as little.
    for found in items:
        require(by, "decide", found)
        check_second_look(found, by=by)
    check_removing(target, action, by=by)
    confirms = _is_sample(item) and action == Action.APPROVE
    _check_state(reviewable, target, item, verb, action, by, confirms=confirms)
    for found in items:
        check_claim(found, by=by)
    if not confirms:
        reviewable.before(target, action)
    if of_row:
        seen_version = _number_at(reviewable, target, item, seen_version)
    check_seen(reviewable, target, item, seen_version)
    _check_reason(reviewable.reasons_for(target), action, reason)
    submitter = _submitter(reviewable, target, item)
    decision = Decision(
        id=uuid7(),
        item=item,
        kind=reviewable.kind,
        target_id=target.pk,
        action=action,
        reason=reason,
        note=note.strip() or messages.text_for(reviewable, reason, target, submitter),
        revision_seen=seen_version,
        reviewer=by.user,
        submitter=submitter,
        organization_id=target.organization_id,
    )
    data = {"decision": str(decision.pk)}
    if not confirms:
        changes = reviewable.changes(target, action, by)
        reviewable.workflow.move(target, verb.name, by=by, reason=reason, data=data, **changes)
    if item is not None:
        _close(item, action, seen_version)
        if confirms:
            record("review.confirmed", item, by=by, data=data)
    decision.save(force_insert=True)
    if not confirms:
        reviewable.after(target, action, by, decision)
    return decision


def _require(reviewable: Reviewable, target: Any, verb: Verb, by: Subject) -> None:
    try:
        require(by, verb.name, target)
    except NotAllowed as refusal:
        raise told(reviewable, refusal) from None


def _number_at(reviewable: Reviewable, target: Any, item: ReviewItem | None, version: int) -> int:
    """The number of what waited when the row was at a version; 0 where nobody knows that any more."""
    if reviewable.goes_by_version or _is_sample(item):
        return version
    if version == target.version:
        return reviewable.seen(target)
    return reviewable.seen_at(target, version) if reviewable.seen_at is not None else 0


def check_seen(reviewable: Reviewable, target: Any, item: ReviewItem | None, seen_version: int) -> None:
    """Raise StaleVersion, with what changed since, unless that number is what waits now."""
    present = seen_in(reviewable, target, item.origin if item is not None else ReviewItem.Origin.SUBMITTED)
    if present != seen_version:
        raise changed_since(reviewable, target, present, seen_version, item)


def stale(item: ReviewItem, target: Any, seen_version: int) -> StaleVersion:
    """The refusal for who saw another version of an item than its present one."""
    return changed_since(reviewables.of_kind(item.kind), target, item.version, seen_version, item)


def changed_since(
    reviewable: Reviewable, target: Any, present: int, seen_version: int, item: ReviewItem | None
) -> StaleVersion:
    """The refusal that tells the difference, where it is known what was seen.

    It is left out for a number that never was and for no target. Of what waits as a whole (not as a change)
    the item knows what it said; of what was approved, the item with which that happened.
    """
    was = target is not None and 0 < seen_version < present
    changes = difference(reviewable, target, seen_version, item) if was else None
    known: dict[str, Any] = {} if changes is None else {"difference": [asdict(change) for change in changes]}
    return StaleVersion(f"It is now at version {present}.", version=present, **known)


def actions_of(item: ReviewItem, target: Any) -> list[str]:
    """What may be decided about an open item in its target's present state, whoever asks."""
    if item.state != ReviewItem.State.OPEN:
        return []
    reviewable = reviewables.of_kind(item.kind)
    # What has no route of its own (`by_hand=False`) is decided here all the same.
    has_room = reviewable.workflow.has_room
    actions = [action for action, verb in reviewable.verbs.items() if has_room(target, verb)]
    if not _is_sample(item):
        return actions
    return [Action.APPROVE.value, *(action for action in actions if action == Action.REMOVE)]


def repeated(item: ReviewItem, *, by: Subject, action: str) -> Decision | None:
    """The decision that this person made on the item already, when it is the one that they send again."""
    found: Decision | None = item.decisions.filter(reviewer=by.id, action=action).first()
    return found


def _verb_of(reviewable: Reviewable, action: str) -> Verb:
    name = reviewable.verbs.get(action)
    if name is None:
        raise Invalid([("/action", "unknown", f"Decide with one of: {', '.join(reviewable.verbs)}.")])
    return reviewable.workflow.of[name]


def _locked_items(target: Any, verb: Verb) -> list[ReviewItem]:
    """Lock what waits for this verb, of whatever kind, by id."""
    kinds = reviewables.kinds_settled_by(target, verb.name)
    rows = ReviewItem.objects.waiting().filter(kind__in=kinds, target_id=target.pk).order_by("pk")
    # Without joins: what they add would be as old as the statement's start, before the wait for the locks.
    return list(rows.select_for_update(no_key=True))


def _submitter(reviewable: Reviewable, target: Any, item: ReviewItem | None) -> Any:
    owner = reviewable.submitter(target)
    return owner if item is None or (owner and owner.pk == item.submitter_id) else item.submitter


def _is_sample(item: ReviewItem | None) -> bool:
    return item is not None and item.origin == ReviewItem.Origin.SAMPLED


def _check_state(
    reviewable: Reviewable,
    target: Any,
    item: ReviewItem | None,
    verb: Verb,
    action: str,
    by: Subject,
    *,
    confirms: bool,
) -> None:
    """Raise AlreadyDecided (who, when), WrongState, or AlreadyDone for a harmless repeat."""
    if confirms:
        return
    try:
        if _is_sample(item) and action != Action.REMOVE:
            raise WrongState(
                "What was published already is approved or removed.",
                state=reviewable.workflow.state_of(target),
                allowed=[Action.APPROVE.value, Action.REMOVE.value],
            )
        reviewable.workflow.guard(target, verb.name, by=by)
        if item is None:
            check_waits(reviewable, target, action, by=by)
    except AlreadyDone:
        raise
    except WrongState as refusal:
        raise decided_by_somebody_else(reviewable.kind, target.pk, refusal) from None


def check_waits(reviewable: Reviewable, target: Any, action: str, *, by: Subject) -> None:
    """Refuse to decide without an item where the verb leaves the state as it is: nothing else tells.

    Raises AlreadyDone when this very decision was the person's own, else WrongState.
    """
    verb = _verb_of(reviewable, action)
    if verb.to is not None and verb.to not in verb.from_:
        return
    facts: dict[str, Any] = {
        "state": reviewable.workflow.state_of(target),
        "allowed": reviewable.workflow.allowed(target),
    }
    last = Decision.objects.of_target(reviewable.kind, target.pk).first()
    if last is not None and last.action == action and last.reviewer_id == by.id:
        raise AlreadyDone("You decided this already.", **facts)
    raise WrongState("Nothing waits for this decision.", **facts)


def _close(item: ReviewItem, action: str, seen: int) -> None:
    item.state, item.updated_at = ReviewItem.State.DECIDED, timezone.now()
    item.snapshots = left_after(item, action, seen)
    item.claimed_by = item.claimed_until = None
    item.save(update_fields=["state", "snapshots", "claimed_by", "claimed_until", "updated_at"])


def _check_reason(reasons: Mapping[str, Reasons], action: str, reason: str) -> None:
    known = reasons.get(action, {})
    if known and reason not in known:
        code = "unknown" if reason else "required"
        raise Invalid([("/reason", code, f"Give one of: {', '.join(known)}.")])
    if reason and not known:
        raise Invalid([("/reason", "unknown", "This takes no reason; say it in a note.")])
