"""Drains deliveries: in order per (handler, target), each in a transaction of its own."""

import logging
import random
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hearth.kernel.events.handlers import Handler, NotDone, handler_named
from hearth.kernel.models import Delivery

logger = logging.getLogger("hearth.worker")

MOST_ATTEMPTS = 8
STUCK_AFTER = timedelta(minutes=5)
State = Delivery.State


def drain(limit: int = 1000) -> int:
    """Work until nothing is waiting (or `limit` deliveries were tried); return how many were tried."""
    _give_up_on_what_hangs()
    tried = 0
    while tried < limit and work_one():
        tried += 1
    return tried


def work_one() -> bool:
    """Take the first waiting delivery that has nothing unfinished before it; False when there is none."""
    with transaction.atomic():
        delivery = _claim()
        if delivery is None:
            return False
        handler = handler_named(delivery.handler)
        if handler is None:
            _settle(delivery, State.DEAD, "no handler of this name is left")
            return True
        if not handler.outside:
            _react_inside(handler, delivery)
            return True
        _settle(delivery, State.SENDING)
    _react_outside(handler, delivery)
    return True


def _claim() -> Delivery | None:
    """Lock the head of some line; other workers skip it, and what stands behind it waits."""
    ahead = Delivery.objects.filter(
        handler=OuterRef("handler"),
        target_type=OuterRef("target_type"),
        target_id=OuterRef("target_id"),
        sequence__lt=OuterRef("sequence"),
        state__in=[State.QUEUED, State.SENDING],
    )
    return (
        Delivery.objects.filter(~Exists(ahead), state=State.QUEUED, available_at__lte=timezone.now())
        .order_by("available_at", "id")
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )


def _react_inside(handler: Handler, delivery: Delivery) -> None:
    try:
        with transaction.atomic():
            handler.react(delivery.event)
    except Exception as error:
        _retry(delivery, error)
    else:
        _settle(delivery, State.DONE)


def _react_outside(handler: Handler, delivery: Delivery) -> None:
    try:
        handler.react(delivery.event)
    except NotDone as error:
        _retry(delivery, error)
    except Exception as error:
        # It may have happened: sending it again blindly could do it twice.
        logger.exception("%s is uncertain on %s", delivery.handler, delivery.event_id)
        _settle(delivery, State.UNCERTAIN, f"{type(error).__name__}: {error}")
    else:
        _settle(delivery, State.DONE)


def _retry(delivery: Delivery, error: Exception) -> None:
    logger.warning("%s failed on %s", delivery.handler, delivery.event_id, exc_info=error)
    delivery.attempts += 1
    pause = min(2**delivery.attempts, 3600) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret
    delivery.available_at = timezone.now() + timedelta(seconds=pause)
    state = State.DEAD if delivery.attempts >= MOST_ATTEMPTS else State.QUEUED
    _settle(delivery, state, f"{type(error).__name__}: {error}")


def _settle(delivery: Delivery, state: Delivery.State, error: str = "") -> None:
    delivery.state = state
    delivery.error = error[:2000]
    delivery.settled_at = None if state == State.QUEUED else timezone.now()
    delivery.save(update_fields=["state", "error", "settled_at", "attempts", "available_at"])


def _give_up_on_what_hangs() -> None:
    Delivery.objects.filter(state=State.SENDING, settled_at__lt=timezone.now() - STUCK_AFTER).update(
        state=State.UNCERTAIN, error="the worker ended between the effect and its mark"
    )
