from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, models

from hearth.kernel.authorization import Subject
from hearth.kernel.database.inserting import Expression, insert_of, mark_inserted
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
    _refuse_outside(name)
    states = {"from_state": from_state, "to_state": to_state}
    event = _event(name, target, by, reason=reason, data=dict(data or {}), **states)
    deliveries = _deliveries(event)
    _write(event, deliveries)
    if deliveries:
        wake_after_commit()
    return event


def record_each(
    name: str,
    targets: Sequence[models.Model],
    *,
    by: Subject,
    state: str,
    data: Mapping[UUID, Mapping[str, Any]],
) -> None:
    """Write the event of the same change of many targets of one model, in two statements for all of them.

    `data` is by the target's id; each target is in `state` before and after.
    """
    _refuse_outside(name)
    if not targets:
        return
    states = {"from_state": state, "to_state": state}
    events = {
        target.pk: _event(name, target, by, data=dict(data.get(target.pk, {})), **states)
        for target in targets
    }
    statement, values = insert_of(*events.values(), instead={"sequence": _next})
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING target_id, sequence", values)
        for pk, sequence in cursor.fetchall():
            events[pk].sequence = sequence
    mark_inserted(*events.values())
    deliveries = [delivery for event in events.values() for delivery in _deliveries(event)]
    if deliveries:
        Delivery.objects.bulk_create(deliveries)
        wake_after_commit()


def _refuse_outside(name: str) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"{name} would be recorded outside the transaction of its change")


def _event(name: str, target: models.Model, by: Subject, **facts: Any) -> Event:
    return Event(
        name=name,
        actor=by.user,
        organization_id=getattr(target, "organization_id", None),
        target_type=target._meta.label_lower,
        target_id=target.pk,
        request_id=current_request_id(),
        **facts,
    )


def _deliveries(event: Event) -> list[Delivery]:
    target = {"target_type": event.target_type, "target_id": event.target_id, "sequence": event.sequence}
    return [Delivery(event=event, handler=handler.name, **target) for handler in handlers_of(event.name)]


def _write(event: Event, deliveries: Sequence[Delivery]) -> None:
    """Insert the event as its target's next, and its deliveries, in one statement."""
    statement, values = insert_of(event, instead={"sequence": _next})
    statement = f"WITH event AS ({statement} RETURNING sequence)"
    for number, delivery in enumerate(deliveries):
        more, its_values = insert_of(delivery, instead={"sequence": _same})
        statement += f", delivery_{number} AS ({more})"
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} SELECT sequence FROM event", values)  # noqa: S608 - names of our models
        (event.sequence,) = cursor.fetchone()
    mark_inserted(event, *deliveries)


def _next(event: Event) -> Expression:
    number = (
        "SELECT COALESCE(MAX(sequence), 0) + 1 FROM kernel_event WHERE target_type = %s AND target_id = %s"
    )
    return f"({number})", [event.target_type, event.target_id]


def _same(delivery: Delivery) -> Expression:
    return "(SELECT sequence FROM event)", []
