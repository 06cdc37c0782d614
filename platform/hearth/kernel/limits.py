"""Exact limits per person and action, counted in PostgreSQL: no two requests share a place.

A window begins with its first request. Spending is committed before the verb's own transaction, so that a
refused or broken attempt counts too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.db import connection

from hearth.kernel.authorization import Subject
from hearth.kernel.ids import uuid7
from hearth.kernel.problems import TooManyRequests


@dataclass(frozen=True)
class Limit:
    name: str
    number: int
    per: timedelta

    @property
    def seconds(self) -> int:
        return int(self.per.total_seconds())


@dataclass(frozen=True)
class Budget:
    """What is left of a limit after one request."""

    limit: Limit
    spent: int
    resets_at: datetime
    now: datetime

    @property
    def exceeded(self) -> bool:
        return self.spent > self.limit.number

    @property
    def seconds_left(self) -> int:
        return max(ceil((self.resets_at - self.now).total_seconds()), 1)

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit.number),
            "RateLimit-Remaining": str(max(self.limit.number - self.spent, 0)),
            "RateLimit-Reset": str(self.seconds_left),
            "RateLimit-Policy": f"{self.limit.number};w={self.limit.seconds}",
        }

    def check(self) -> None:
        """Raise TooManyRequests when this request was one too many."""
        if self.exceeded:
            raise TooManyRequests(
                f"That was often enough for now: {self.limit.number} in {_words(self.limit.per)}.",
                retry_after=self.seconds_left,
            )


_limits: dict[str, Limit] = {}
_told_if: dict[str, Callable[[], bool]] = {}


def declare_limit(
    name: str, number: int, *, per: timedelta, only_if: Callable[[], bool] | None = None
) -> None:
    """Allow a person `number` requests of this name in every window of `per`.

    `only_if` says whether this deployment has what the limit is about: nothing tells of it otherwise.
    """
    _limits[name] = Limit(name, number, per)
    if only_if is not None:
        _told_if[name] = only_if


def limits() -> dict[str, Limit]:
    """Every limit by name, for documents and tests."""
    return {name: limit for name, limit in _limits.items() if name not in _told_if or _told_if[name]()}


def spend(subject: Subject, name: str) -> Budget:
    """Take one from the subject's budget and say what is left; `Budget.check` refuses.

    Raises LookupError for a limit that nobody declared.
    """
    limit = _limits[name]
    if subject.user is None:
        raise LookupError(f"{name} is counted per person, and nobody is signed in")
    now = subject.now
    values = {
        "id": uuid7(),
        "user": subject.user.pk,
        "name": name,
        "now": now,
        "over": now - limit.per,
        "most": limit.number + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)
        spent, started = cursor.fetchone()
    return Budget(limit, spent, started + limit.per, now)


def give_back(subject: Subject, budget: Budget) -> None:
    """Return what was taken for a request that turned out to be a repeat of one that counts already."""
    values = {
        "user": subject.user.pk,
        "name": budget.limit.name,
        "started": budget.resets_at - budget.limit.per,
        "number": budget.limit.number,
        "taken": 0 if budget.exceeded else 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, values)


# One statement, because the row's lock makes it exact; the count stops where the refusals begin.
_SPEND = """
    INSERT INTO kernel_ratecounter AS counter (id, user_id, name, started_at, spent)
    VALUES (%(id)s, %(user)s, %(name)s, %(now)s, 1)
    ON CONFLICT (user_id, name) DO UPDATE SET
        spent = CASE WHEN counter.started_at <= %(over)s THEN 1
                     ELSE LEAST(counter.spent + 1, %(most)s) END,
        started_at = CASE WHEN counter.started_at <= %(over)s THEN EXCLUDED.started_at
                          ELSE counter.started_at END
    RETURNING spent, started_at
"""


_GIVE_BACK = """
    UPDATE kernel_ratecounter SET spent = GREATEST(LEAST(spent, %(number)s) - %(taken)s, 0)
    WHERE user_id = %(user)s AND name = %(name)s AND started_at = %(started)s
"""


def _words(period: timedelta) -> str:
    named = {60: "a minute", 3600: "an hour", 86400: "a day"}
    seconds = int(period.total_seconds())
    return named.get(seconds, f"{seconds} seconds")
