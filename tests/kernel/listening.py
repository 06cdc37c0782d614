"""Things that happen to the cast, and handlers that note what they hear, in place of the apps' own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from hearth.kernel.authorization import system_subject
from hearth.kernel.events import handlers, on, record
from hearth.kernel.models import Delivery, Event

HAPPENED = "test.happened"
Heard = list[tuple[Any, int]]
"""Pairs of target and sequence, in the order in which the handler got them."""


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """A handler of `test.happened` that notes what it hears; handlers of the apps stay out."""
    monkeypatch.setattr(handlers, "_by_event", handlers.defaultdict(list))
    monkeypatch.setattr(handlers, "_by_name", {})
    found: Heard = []

    @on(HAPPENED)
    def note(event: Event) -> None:
        found.append((event.target_id, event.sequence))

    return found


def happen(target: Any, times: int = 1, name: str = HAPPENED) -> None:
    with transaction.atomic():
        type(target).objects.select_for_update().get(pk=target.pk)
        for _ in range(times):
            record(name, target, by=system_subject())


def time_passes() -> None:
    """Let everything that waits for a time be due."""
    Delivery.objects.filter(state="queued").update(available_at=timezone.now())


@contextmanager
def book_of_effects() -> Iterator[None]:
    """A table into which handlers of other processes write what they did, in order."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE effect (id serial PRIMARY KEY, target_id uuid, sequence int)")
        try:
            yield
        finally:
            cursor.execute("DROP TABLE effect")


def effects() -> Heard:
    with connection.cursor() as cursor:
        cursor.execute("SELECT target_id, sequence FROM effect ORDER BY id")
        return cursor.fetchall()
