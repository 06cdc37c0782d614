"""A kept connection is asked how it is after a silence, and listened to while it is busy."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.postgresql import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with every question to the server."""
    found: list[bool] = []
    ask = base.DatabaseWrapper.is_usable

    def note(self: Any) -> bool:
        found.append(ask(self))
        return found[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", note)
    return found


@pytest.fixture
def other() -> Iterator[Any]:
    """A connection of its own beside the test's."""
    made = connections.create_connection("default")
    made.ensure_connection()
    yield made
    made.close()


def test_is_asked_once_while_it_is_busy(
    other: Any, asked: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr("hearth.kernel.database.base.time.time", lambda: now)
    assert [other.is_usable() for _ in range(3)] == [True] * 3
    assert asked == [True]
    now += 6
    assert other.is_usable()
    now -= 3600
    assert other.is_usable()
    assert asked == [True] * 3, "after a silence, or when the clock was put back, it is asked"


def test_is_given_up_as_soon_as_the_server_closes_it(other: Any, asked: list[bool]) -> None:
    assert other.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [other.connection.info.backend_pid])
    assert not other.is_usable()
    assert asked == [True, False]
