"""Fixtures that every test may use; the people live in tests/cast.py."""

import pytest

from tests.fixtures.database import (
    _forget_only_what_is_there,
    django_db_modify_db_settings,
    empty_database,
)
from tests.fixtures.identity import _trust_the_local_issuer, cast
from tests.fixtures.stage import _set_stage, stage

__all__ = [
    "_forget_only_what_is_there",
    "_set_stage",
    "_trust_the_local_issuer",
    "cast",
    "django_db_modify_db_settings",
    "empty_database",
    "stage",
]

LONGEST = ("tests/worlds/", "tests/api/test_description", "tests/organizations/test_member_matrix")
"""What takes longest begins first: last, it would keep one worker busy while the other has nothing left."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
