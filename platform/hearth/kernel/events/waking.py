"""Wake-ups: after a commit that left something to deliver, workers hear that there is work.

A wake-up carries nothing and promises nothing. It may come late, twice or never: workers look into the
database by themselves as well, twice a second where they run all the time.
"""

from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string


class Transport(Protocol):
    """What `EVENTS_WAKE` names: a class without arguments, made once in each process."""

    def wake(self) -> None:
        """Tell some worker that there is work.

        It runs after the commit, while somebody still waits for the answer: it must be quick or give up by
        itself. What it raises is logged and has no other consequence.
        """


def wake_after_commit() -> None:
    """Have one wake-up sent when the present transaction is committed, however often this is called in it."""
    if settings.EVENTS_WAKE and not any(entry[1] is _wake for entry in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    _transport(settings.EVENTS_WAKE).wake()


@lru_cache(maxsize=4)
def _transport(path: str) -> Transport:
    transport: Transport = import_string(path)()
    return transport
