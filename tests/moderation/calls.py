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
    "POST review/items/{id}/claim": lambda s: Call("mona", s.item),
    "POST review/items/{id}/release": lambda s: Call("mona", s.item),
    "POST review/items/{id}/decide": decision("mona", "item", action="approve"),
    "POST review/items/decide": lambda s: Call(
        "mona", body={"action": "approve", "items": [{"id": str(s.item.pk), "version": s.item.version}]}
    ),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    **case_calls.WRITABLE,
    "POST review/items/{id}/claim": {},
    "POST review/items/{id}/release": {},
    # Said to a service and not written into a column of its own name.
    "POST review/items/{id}/decide": {"action": set(), "reason": set(), "note": set()},
    "POST review/items/decide": {"items": set(), "action": set(), "reason": set(), "note": set()},
}

FILTERS = {**case_calls.FILTERS, "GET review/items": {"kind", "origin", "state", "claimed", "organization"}}

VISITS = {
    **case_calls.VISITS,
    "admin/moderation/reviewitem/desk/items/": lambda s: {"id": s.item},
    "admin/moderation/reviewitem/desk/of/": lambda s: {"whose": "person", "id": s.cast.petra},
    "admin/moderation/reviewitem/desk/remove/": lambda s: {"kind": "pet", "id": s.shown},
}
