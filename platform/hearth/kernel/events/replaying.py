"""Dead and uncertain deliveries, once more, because somebody who knows why says so."""

from django.utils import timezone

from hearth.kernel.authorization import Subject, require
from hearth.kernel.events.handlers import handler_named
from hearth.kernel.events.recording import record
from hearth.kernel.events.waking import wake_after_commit
from hearth.kernel.models import Delivery
from hearth.kernel.problems import WrongState
from hearth.kernel.transactions import transactional

State = Delivery.State
REPLAYED = (State.DEAD, State.UNCERTAIN)
"""The states from which somebody may have a delivery tried again."""


@transactional
def replay(delivery: Delivery, *, by: Subject) -> Delivery:
    """Put a dead or uncertain delivery back into its line, for as many tries; else raise WrongState.

    It comes first again, though what stood behind it may be done by now. Whether the effect of an uncertain
    one happened nobody knows: it may then happen twice.
    """
    require(by, "replay", delivery)
    locked = Delivery.objects.select_for_update(no_key=True).get(pk=delivery.pk)
    if locked.state not in REPLAYED:
        words = State(locked.state).label.lower()
        raise WrongState(f"It is “{words}”; only dead and uncertain ones go again.", state=locked.state)
    was = locked.state
    locked.state, locked.attempts, locked.settled_at = State.QUEUED, 0, None
    locked.available_at, locked.taken_at = timezone.now(), None
    locked.save(update_fields=["state", "attempts", "settled_at", "available_at", "taken_at"])
    handler = handler_named(locked.handler)
    if handler is not None and handler.settled is not None:
        handler.settled(locked, None)
    record(
        "delivery.replayed",
        locked,
        by=by,
        from_state=was,
        to_state=locked.state,
        data={"handler": locked.handler, "event": str(locked.event_id)},
    )
    wake_after_commit()
    return locked
