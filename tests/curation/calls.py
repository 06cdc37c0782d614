"""The routes about what is featured as the tests that walk every route need them (see tests/api/calls.py)."""

from tests.api.calls import GoodCall

CALLS: dict[str, GoodCall] = {}

WRITABLE: dict[str, dict[str, set[str]]] = {}
