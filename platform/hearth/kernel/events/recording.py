from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.db.models import Max

from hearth.kernel.authorization import Subject
from hearth.kernel.events.handlers import handlers_of
from hearth.kernel.events.waking import wake_after_commit
from hearth.kernel.middleware import current_request_id
from hearth.kernel.models import Delivery, Event


def record(
    name: str,
    target: models.Model,
    *,
    by: Subject,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Write the event of a change and a delivery for each of its handlers, in the change's transaction.

    The caller holds the target's row lock (by having changed it), which keeps `sequence` without gaps.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} would be recorded outside the transaction of its change")
    kind = target._meta.label_lower
    last = Event.objects.filter(target_type=kind, target_id=target.pk).aggregate(last=Max("sequence"))["last"]
    event = Event.objects.create(
        name=name,
        actor=by.user,
        organization_id=getattr(target, "organization_id", None),
        target_type=kind,
        target_id=target.pk,
        sequence=(last or 0) + 1,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        data=dict(data or {}),
        request_id=current_request_id(),
    )
    if handlers := handlers_of(name):
        Delivery.objects.bulk_create(
            Delivery(
                event=event,
                handler=handler.name,
                target_type=kind,
                target_id=target.pk,
                sequence=event.sequence,
            )
            for handler in handlers
        )
        wake_after_commit()
    return event
