"""The transaction of a service: joined if there is one, else opened and, where it was undone, tried again."""

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
T = TypeVar("T")

MOST_TRIES = 3
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"
LOCK_TIMEOUT, STATEMENT_TIMEOUT = "55P03", "57014"


def transactional(service: Callable[P, T]) -> Callable[P, T]:
    """Run a service in a transaction; the outermost one is tried up to three times.

    Only what the database itself undid is repeated (40001, 40P01), so a service must not keep what it did
    anywhere else. Rows that were passed in are as the first try left them: services read what they
    lock, and `Workflow.move` refuses a row that is not what it was.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return in_transaction(lambda: service(*args, **kwargs))

    return run


def in_transaction(work: Callable[[], T]) -> T:
    """Do the work in a transaction, as `transactional` does."""
    if connection.in_atomic_block:
        with transaction.atomic():
            return work()
    for attempt in range(1, MOST_TRIES + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if sqlstate(error) not in (SERIALIZATION_FAILURE, DEADLOCK) or attempt == MOST_TRIES:
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 - jitter, no secret
    raise AssertionError("unreachable")


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code of what went wrong; empty when the server said nothing."""
    return str(getattr(error.__cause__, "sqlstate", None) or "")
