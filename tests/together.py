"""Threads that start at one moment, each with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def together(*work: Callable[[], Any]) -> list[Any]:
    """Run all at once; return what each returned or raised, in their order."""
    barrier = threading.Barrier(len(work))
    found: list[Any] = [None] * len(work)

    def run(place: int) -> None:
        try:
            barrier.wait()
            found[place] = work[place]()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def crowd(work: Callable[[int], Any], times: int, *, connections: int = 24) -> list[Any]:
    """Do `work(0) … work(times - 1)` through so many connections; return what each returned or raised."""
    waiting = iter(range(times))
    lock = threading.Lock()
    found: list[Any] = [None] * times

    def take() -> int | None:
        with lock:
            return next(waiting, None)

    def serve() -> None:
        while (number := take()) is not None:
            try:
                found[number] = work(number)
            except Exception as error:
                found[number] = error

    for outcome in together(*[serve] * min(connections, times)):
        assert outcome is None, outcome
    return found
