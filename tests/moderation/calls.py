"""The review desk's routes as the tests that walk every route need them (see tests/api/calls.py).

`stage.item` is the review item of the first pending thing; what can be reviewed sets it.
"""

from typing import Any

from tests.api.calls import Call, GoodCall, decision
from tests.moderation import case_calls


def set_stage(stage: Any) -> None:
    case_calls.set_stage(stage)


CALLS: dict[str, GoodCall] = {
    **case_calls.CALLS,
    "GET review/items": lambda s: Call("mona"),
    "GET review/items/{id}": lambda s: Call("mona", s.item),
    "GET review/items/{id}/actions": lambda s: Call("mona", s.item),
    "POST review/items/{id}/decide": decision("mona", "item", action="approve"),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    **case_calls.WRITABLE,
    # Said to a service and not written into a column of its own name.
    "POST review/items/{id}/decide": {"action": set(), "reason": set(), "note": set()},
}

FILTERS = {**case_calls.FILTERS, "GET review/items": {"kind", "state"}}

VISITS = {
    **case_calls.VISITS,
    "admin/moderation/reviewitem/desk/items/": lambda s: {"id": s.item},
    "admin/moderation/reviewitem/desk/remove/": lambda s: {"kind": "pet", "id": s.shown},
}
