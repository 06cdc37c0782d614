"""Which work there is, declared in the apps' `scheduled` modules:

@scheduled("mails.forget", daily("03:20", zone="Australia/Sydney"))
def forget_old_words(run: Run) -> str:
    return f"{forget_contexts(before=run.due_at - KEPT)} forgotten"
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from hearth.kernel.scheduling.times import Schedule


@dataclass(frozen=True)
class Run:
    """What a piece of work is told: which due time it stands for, which may be long past."""

    name: str
    key: str
    due_at: datetime
    attempt: int = 1


Do = Callable[[Run], str]
"""Returns what came of it, in a few words for the list of runs; raises `NotNeeded` with words if nothing."""


def always() -> bool:
    return True


@dataclass(frozen=True)
class Work:
    name: str
    schedule: Schedule
    do: Do
    catch_up: Literal["last", "all"] = "last"
    atomic: bool = True
    takes_at_most: timedelta = timedelta(minutes=15)
    only_if: Callable[[], bool] = always


_works: dict[str, Work] = {}


def scheduled(
    name: str,
    schedule: Schedule,
    *,
    catch_up: Literal["last", "all"] = "last",
    atomic: bool = True,
    takes_at_most: timedelta = timedelta(minutes=15),
    only_if: Callable[[], bool] = always,
) -> Callable[[Do], Do]:
    """Register work. It must be harmless when it comes late, twice or, but for `catch_up="all"`, not at all.

    After a pause of all workers only the last due time is made up for, unless `catch_up="all"`. A run is one
    transaction, and then exactly once. With `atomic=False` it commits as it likes, and another worker begins
    it anew when it has not ended after `takes_at_most`. `only_if` says whether there is such work here at
    all: what the settings switch off is neither done nor listed.
    """

    def register(do: Do) -> Do:
        if name in _works and _works[name].do is not do:
            raise LookupError(f"two pieces of work are called {name}")
        _works[name] = Work(name, schedule, do, catch_up, atomic, takes_at_most, only_if)
        return do

    return register


def works() -> dict[str, Work]:
    """All that there is here, by name."""
    return {name: work for name, work in sorted(_works.items()) if work.only_if()}
