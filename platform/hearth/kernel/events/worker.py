"""Drains deliveries: in order per (handler, target), each in a transaction of its own."""

import logging
import random
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hearth.kernel.events.handlers import Handler, NotDone, NotNeeded, handler_named
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
            delivery.error = "no handler of this name is left"
            _settle(delivery, State.DEAD)
            return True
        if not handler.outside:
            _react_inside(handler, delivery)
            return True
        _settle(delivery, State.SENDING)
    # What follows is outside every transaction: a worker that ends here leaves `sending` behind.
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
    except NotNeeded as reason:
        _settle(delivery, State.DONE, reason)
    except Exception as error:
        _retry(delivery, error)
    else:
        _settle(delivery, State.DONE)


def _react_outside(handler: Handler, delivery: Delivery) -> None:
    cause: Exception | None = None
    try:
        handler.react(delivery.event)
    except Exception as error:
        cause = error
    with transaction.atomic():
        if not _is_still_ours(delivery):
            logger.error("%s on %s took so long that it was given up", delivery.handler, delivery.event_id)
        elif cause is None or isinstance(cause, NotNeeded):
            _settle(delivery, State.DONE, cause)
        elif isinstance(cause, NotDone):
            _retry(delivery, cause)
        else:
            # It may have happened: sending it again blindly could do it twice.
            logger.error("%s is uncertain on %s", delivery.handler, delivery.event_id, exc_info=cause)
            _settle(delivery, State.UNCERTAIN, cause)


def _is_still_ours(delivery: Delivery) -> bool:
    """Whether nobody gave up on the attempt meanwhile; somebody may have asked for the next one since."""
    same = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, settled_at=delivery.settled_at)
    return same.select_for_update(no_key=True).exists()


def _retry(delivery: Delivery, error: Exception) -> None:
    logger.warning("%s failed on %s", delivery.handler, delivery.event_id, exc_info=error)
    delivery.attempts += 1
    pause = min(2**delivery.attempts, 3600) * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, no secret
    delivery.available_at = timezone.now() + timedelta(seconds=pause)
    _settle(delivery, State.DEAD if delivery.attempts >= MOST_ATTEMPTS else State.QUEUED, error)


def _settle(delivery: Delivery, state: Delivery.State, cause: Exception | None = None) -> None:
    """Write a delivery's new state, and let its handler's follower know, in the caller's transaction."""
    delivery.state = state
    if cause is not None:
        said = isinstance(cause, NotDone | NotNeeded)
        words = str(cause) if said else f"{type(cause).__name__}: {cause}"
        delivery.error = words.replace("\x00", "")[:2000]
    elif state in (State.SENDING, State.DONE):
        delivery.error = ""
    delivery.settled_at = None if state == State.QUEUED else timezone.now()
    delivery.save(update_fields=["state", "error", "settled_at", "attempts", "available_at"])
    handler = handler_named(delivery.handler)
    if handler is not None and handler.settled is not None:
        handler.settled(delivery, cause)


def _give_up_on_what_hangs() -> None:
    hanging = Delivery.objects.filter(
        state=State.SENDING, settled_at__lt=timezone.now() - STUCK_AFTER
    ).select_for_update(skip_locked=True, no_key=True)
    with transaction.atomic():
        for delivery in hanging[:100]:
            delivery.error = "the worker ended between the effect and its mark"
            _settle(delivery, State.UNCERTAIN)
