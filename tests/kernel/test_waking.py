"""One wake-up follows each commit that left work; whatever becomes of it, nobody's request suffers."""

from typing import Any

import pytest
from django.db import connection, transaction

from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record, replay, waking
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Delivery
from tests.cast import Cast
from tests.kernel.listening import Heard, happen, heard

__all__ = ["heard"]
pytestmark = pytest.mark.django_db


class Bell:
    """Counts how often it rings, and breaks when it is told to."""

    rung = 0
    broken = False

    def wake(self) -> None:
        type(self).rung += 1
        if self.broken:
            raise ConnectionError("nobody there")


@pytest.fixture
def bell(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Bell]:
    settings.EVENTS_WAKE = "tests.kernel.test_waking.Bell"
    waking._transport.cache_clear()
    monkeypatch.setattr(Bell, "rung", 0)
    monkeypatch.setattr(Bell, "broken", False)
    return Bell


def test_rings_once_for_a_transaction(
    cast: Cast, heard: Heard, bell: type[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        happen(cast.ana, 3)
        happen(cast.petra)
        assert bell.rung == 0
    assert bell.rung == 1


def test_does_not_ring_where_nobody_listens(
    cast: Cast, heard: Heard, bell: type[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as calls:
        happen(cast.ana, name="test.unheard")
    assert (bell.rung, calls) == (0, [])


def test_rings_for_what_was_kept_of_a_transaction(
    cast: Cast, heard: Heard, bell: type[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with transaction.atomic():
            happen(cast.ana)
            transaction.set_rollback(True)
        happen(cast.petra)
    assert bell.rung == 1


def test_a_broken_bell_is_nobodys_problem(
    cast: Cast, heard: Heard, bell: type[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    bell.broken = True
    with django_capture_on_commit_callbacks(execute=True):
        happen(cast.ana)
    assert bell.rung == 1
    assert drain() == 1
    assert heard == [(cast.ana.pk, 1)]


def test_rings_for_what_is_tried_again(
    cast: Cast, heard: Heard, bell: type[Bell], django_capture_on_commit_callbacks: Any
) -> None:
    happen(cast.ana)
    Delivery.objects.update(state="dead")
    connection.run_on_commit.clear()  # a test's transaction is never committed: its wake-up would still wait
    with django_capture_on_commit_callbacks(execute=True):
        replay(Delivery.objects.get(), by=system_subject())
    assert bell.rung == 1


def test_nobody_is_told_where_no_transport_is_named(
    cast: Cast, heard: Heard, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assert settings.EVENTS_WAKE == ""
    with django_capture_on_commit_callbacks() as calls, transaction.atomic():
        record("test.happened", cast.ana, by=system_subject())
    assert calls == []
