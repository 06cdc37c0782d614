"""What is said about an item that does not wait any more."""

from uuid import UUID

from apps.moderation import reviewables
from apps.moderation.models import Decision, ReviewItem
from hearth.kernel.problems import AlreadyDecided, WrongState


def check_still_open(item: ReviewItem) -> None:
    """Raise AlreadyDecided (who, when) for an item that is not waiting any more."""
    if item.state == ReviewItem.State.OPEN:
        return
    refusal = WrongState(f"This item is {item.get_state_display().lower()}.", state=item.state, allowed=[])
    raise decided_by_somebody_else(item.kind, item.target_id, refusal)


def decided_by_somebody_else(kind: str, target_id: UUID, refusal: WrongState) -> WrongState:
    """Say who decided and when, for a reviewer who came too late."""
    last = Decision.objects.of_target(kind, target_id).select_related("reviewer").first()
    if last is None:
        return refusal
    return AlreadyDecided(
        f"{reviewables.of_kind(kind).outcome(last.action)} by {last.reviewer} already.",
        **refusal.extra,
        action=last.action,
        decided_by=str(last.reviewer),
        decided_at=last.decided_at.isoformat().replace("+00:00", "Z"),
    )
