from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models

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
    event = Event(
        name=name,
        actor=by.user,
        organization_id=getattr(target, "organization_id", None),
        target_type=kind,
        target_id=target.pk,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        data=dict(data or {}),
        request_id=current_request_id(),
    )
    deliveries = [
        Delivery(event=event, handler=handler.name, target_type=kind, target_id=target.pk)
        for handler in handlers_of(name)
    ]
    _write(event, deliveries)
    if deliveries:
        wake_after_commit()
    return event


def _write(event: Event, deliveries: Sequence[Delivery]) -> None:
    """Insert the event as its target's next, and its deliveries, in one statement."""
    statement, values = _insert(event, _NEXT, [event.target_type, event.target_id])
    statement = f"WITH event AS ({statement} RETURNING sequence)"
    for number, delivery in enumerate(deliveries):
        more, its_values = _insert(delivery, "(SELECT sequence FROM event)", [])
        statement += f", delivery_{number} AS ({more})"
        values += its_values
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} SELECT sequence FROM event", values)  # noqa: S608 - names of our models
        (event.sequence,) = cursor.fetchone()
    for row in (event, *deliveries):
        row._state.adding, row._state.db = False, connection.alias


def _insert(row: models.Model, sequence: str, values_of_it: list[Any]) -> tuple[str, list[Any]]:
    """The INSERT of a row whose sequence is an expression, with its values in order."""
    columns, places, values = [], [], []
    for field in row._meta.concrete_fields:
        columns.append(f'"{field.column}"')
        if field.name == "sequence":
            places.append(sequence)
            values += values_of_it
        else:
            places.append("%s")
            values.append(field.get_db_prep_save(field.pre_save(row, add=True), connection))
    into = f'INSERT INTO "{row._meta.db_table}" ({", ".join(columns)})'
    return f"{into} VALUES ({', '.join(places)})", values


_NEXT = "(SELECT COALESCE(MAX(sequence), 0) + 1 FROM kernel_event WHERE target_type = %s AND target_id = %s)"
