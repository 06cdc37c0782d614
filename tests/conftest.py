"""Fixtures that every test may use; the people live in tests/cast.py."""

from tests.fixtures.identity import *  # noqa: F403
