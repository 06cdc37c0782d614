"""The routes about the API itself as the tests that walk every route need them (see tests/api/calls.py)."""

from tests.api.calls import Call, GoodCall

CALLS: dict[str, GoodCall] = {
    "GET meta/workflows": lambda s: Call(""),
    "GET meta/capabilities": lambda s: Call(""),
}

WRITABLE: dict[str, dict[str, set[str]]] = {}
