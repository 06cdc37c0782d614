"""Fixtures that every test may use; the people live in tests/cast.py."""

import gc

import pytest

from tests.fixtures.database import (
    django_db_modify_db_settings,
    django_db_setup,
    empty_database,
    fresh_database,
)
from tests.fixtures.identity import _trust_the_local_issuer, cast
from tests.fixtures.server import live_server
from tests.fixtures.stage import _set_stage, stage

__all__ = [
    "_set_stage",
    "_trust_the_local_issuer",
    "cast",
    "django_db_modify_db_settings",
    "django_db_setup",
    "empty_database",
    "fresh_database",
    "live_server",
    "stage",
]

LONGEST = ("tests/worlds/", "tests/local/test_run.py", "tests/api/test_description")
"""What takes longest begins first: last, it would keep one worker busy while the other has nothing left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Leave alone what was loaded: looking through it for what nobody needs took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
