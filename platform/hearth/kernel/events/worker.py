"""Drains lines of deliveries: in order, each delivery in a transaction of its own, with its effect."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from hearth.kernel.events.handlers import Handler, NotDone, NotNeeded, handler_named
from hearth.kernel.events.lines import (
    LEASE,
    LINES_AT_ONCE,
    MOST_ATTEMPTS,
    Line,
    bring_forward,
    give_back,
    has_more,
    lock_head,
    take,
)
from hearth.kernel.models import Delivery
from hearth.kernel.pauses import pause

logger = logging.getLogger("hearth.worker")

STUCK_AFTER = timedelta(minutes=5)
FURTHER = 1000
"""How many to look at once no head was among those that have waited longest."""
State = Delivery.State


class Budget:
    """What is left of a drain: so many attempts, and the time until what was taken must be let go."""

    def __init__(self, limit: int, stop: Callable[[], bool]) -> None:
        self.left = limit
        self.stop = stop
        self.until = timezone.now()

    @property
    def is_spent(self) -> bool:
        return self.left <= 0 or self.stop()

    @property
    def is_over(self) -> bool:
        return self.is_spent or timezone.now() > self.until


def drain(limit: int = 1000, *, stop: Callable[[], bool] = lambda: False) -> int:
    """Work until nothing waits, `limit` deliveries were tried or `stop()`; return how many were tried."""
    _give_up_on_what_hangs()
    budget, look_at = Budget(limit, stop), LINES_AT_ONCE
    while not budget.is_spent:
        taken = take(min(LINES_AT_ONCE, budget.left), look_at=look_at)
        if not taken.looked_at:
            break
        look_at = LINES_AT_ONCE if taken.lines else FURTHER
        budget.until = timezone.now() + LEASE / 3
        for number, line in enumerate(taken.lines):
            _work_off(line, budget)
            if budget.is_over:
                give_back(taken.lines[number:])
                break
    return limit - budget.left


def _work_off(line: Line, budget: Budget) -> None:
    """Go through a line from its head on, as long as its heads can be tried."""
    try:
        while _work_head(line):
            budget.left -= 1
            if not has_more(line):
                return
            if budget.is_over:
                bring_forward(line)
                return
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        # What became of a delivery could not be written down: it is looked at again, and counted.
        logger.exception("the line of %s about %s was left", line.handler, line.target_id)


def _work_head(line: Line) -> bool:
    """Try the head of a line; False when there is none that may be tried now."""
    head: Delivery | None = None
    try:
        with transaction.atomic():
            head = lock_head(line)
            if head is None:
                return False
            counted = line.counted and head.pk == line.taken_for
            attempt = Attempt(head.pk, head.attempts, head.taken_at, counted)
            handler = _begin(head, counted)
    except Exception as error:
        if head is None:
            raise
        _note_failure(attempt, error)
        return True
    if handler is not None:
        # What follows is outside every transaction: a worker that ends here leaves `sending` behind.
        _react_outside(handler, head)
    return True


@dataclass(frozen=True)
class Attempt:
    """A delivery as it was when its attempt began, to tell afterwards whether nobody else began one since."""

    pk: UUID
    attempts: int
    taken_at: datetime | None
    counted: bool


def _begin(head: Delivery, counted: bool) -> Handler | None:
    """Do what is done under the head's lock; return the handler whose effect outside is to follow."""
    handler = handler_named(head.handler)
    if handler is None:
        head.error = "no handler of this name is left"
        _settle(head, State.DEAD)
    elif head.attempts - counted >= MOST_ATTEMPTS:
        head.attempts -= counted
        head.error = "the worker ended in the middle of it, each time"
        _settle(head, State.DEAD)
    elif handler.outside:
        _settle(head, State.SENDING)
        return handler
    else:
        handler.react(head.event)
        _settle(head, State.DONE)
    return None


def _note_failure(attempt: Attempt, error: Exception) -> None:
    """Write down what went wrong, once the attempt and all that it did was undone."""
    mine = Delivery.objects.filter(
        pk=attempt.pk, state=State.QUEUED, attempts=attempt.attempts, taken_at=attempt.taken_at
    )
    with transaction.atomic():
        # Without the lock of before somebody may have begun another attempt, which then has the say.
        delivery = mine.select_for_update(skip_locked=True, no_key=True).first()
        if delivery is None:
            logger.error("an attempt at %s went wrong and was overtaken", attempt.pk, exc_info=error)
        elif isinstance(error, NotNeeded):
            _settle(delivery, State.DONE, error)
        else:
            _retry(delivery, error, counted=attempt.counted)


def _react_outside(handler: Handler, delivery: Delivery) -> None:
    cause: Exception | None = None
    try:
        handler.react(delivery.event)
    except Exception as error:
        cause = error
    with transaction.atomic():
        if not _is_still_sending(delivery):
            logger.error("%s on %s took so long that it was given up", delivery.handler, delivery.event_id)
        elif cause is None or isinstance(cause, NotNeeded):
            _settle(delivery, State.DONE, cause)
        elif isinstance(cause, NotDone):
            _retry(delivery, cause)
        else:
            # It may have happened: sending it again blindly could do it twice.
            logger.error("%s is uncertain on %s", delivery.handler, delivery.event_id, exc_info=cause)
            _settle(delivery, State.UNCERTAIN, cause)


def _is_still_sending(delivery: Delivery) -> bool:
    """Whether nobody gave up on the attempt meanwhile; somebody may have asked for the next one since."""
    same = Delivery.objects.filter(pk=delivery.pk, state=State.SENDING, settled_at=delivery.settled_at)
    return same.select_for_update(no_key=True).exists()


def _retry(delivery: Delivery, error: Exception, *, counted: bool = False) -> None:
    logger.warning("%s failed on %s", delivery.handler, delivery.event_id, exc_info=error)
    if not counted:
        delivery.attempts += 1
    delivery.available_at = timezone.now() + pause(delivery.attempts)
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
    delivery.taken_at = None
    Delivery.objects.filter(pk=delivery.pk).update(
        **{name: getattr(delivery, name) for name in ("state", "error", "settled_at", "taken_at")},
        attempts=delivery.attempts,
        available_at=delivery.available_at,
    )
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
