"""The routes about tools as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from tests import factories
from tests.api.calls import Call, GoodCall, decision
from tests.example import lending
from tests.example.sheds.changes import edit_tool


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.new_tool = lending.tool(cast.petra, status="pending", name="New saw")
    factories.review_item(stage.new_tool, kind="tool")
    stage.unseen_tool = lending.tool(cast.petra, status="pending", name="Old saw")
    stage.ladder = lending.tool(cast.petra, capacity=2, name="Long ladder")
    stage.changed_tool = lending.tool(cast.petra, name="Wheelbarrow")
    edit_tool(stage.changed_tool, by=lending.acting(cast.petra), description="It has a new wheel.")
    stage.changed_tool.refresh_from_db()
    stage.drill = lending.tool(cast.rosa, capacity=1, name="Drill")
    stage.lent_drill = lending.borrowed(stage.drill, cast.ana)
    stage.offered_tool = lending.offered(cast.petra, cast.ana)
    stage.waiting_borrower = lending.borrowed(stage.drill, cast.milo)


CALLS: dict[str, GoodCall] = {
    "GET tools": lambda s: Call(""),
    "POST tools": lambda s: Call("petra", body={"name": "Jack plane"}, code=201),
    "GET tools/{id}": lambda s: Call("", s.ladder),
    "PUT tools/{id}": lambda s: Call("petra", s.unseen_tool, {"name": "Fret saw"}),
    "PATCH tools/{id}": lambda s: Call("petra", s.unseen_tool, {"description": "For thin wood."}),
    "GET tools/{id}/actions": lambda s: Call("petra", s.ladder),
    "POST tools/{id}/withdraw": lambda s: Call("petra", s.ladder),
    "POST tools/{id}/restock": lambda s: Call("petra", s.ladder, {"capacity": 5}),
    "POST tools/{id}/approve": decision("mona", "new_tool"),
    "POST tools/{id}/reject": decision("mona", "new_tool", reason="unclear"),
    "POST tools/{id}/remove": decision("mona", "ladder", reason="dangerous"),
    "POST tools/{id}/approve_change": decision("mona", "changed_tool"),
    "POST tools/{id}/reject_change": decision("mona", "changed_tool", reason="unclear"),
    "GET tools/{parent}/loans": lambda s: Call("petra", s.ladder),
    "POST tools/{parent}/loans": lambda s: Call("remy", s.ladder, {"pieces": 2}, code=201),
    "GET users/me/loans": lambda s: Call("ana"),
    "GET loans/{id}": lambda s: Call("ana", s.lent_drill),
    "GET loans/{id}/actions": lambda s: Call("ana", s.lent_drill),
    "POST loans/{id}/accept": lambda s: Call("ana", s.offered_tool),
    "POST loans/{id}/pass": lambda s: Call("ana", s.offered_tool),
    "POST loans/{id}/leave": lambda s: Call("milo", s.waiting_borrower),
    "POST loans/{id}/give_back": lambda s: Call("ana", s.lent_drill),
    "POST loans/{id}/take_back": lambda s: Call("rosa", s.lent_drill),
    "POST loans/{id}/resize": lambda s: Call("ana", s.lent_drill, {"pieces": 1}),
}

_WORDS = {name: {name} for name in ("name", "description")}
_TOOL = {**_WORDS, "capacity": {"capacity"}, "needed_at": {"needed_at"}}
_REASON: dict[str, set[str]] = {"reason": set(), "note": set()}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST tools": {**_TOOL, "organization": {"organization_id"}},
    "PUT tools/{id}": _WORDS,
    "PATCH tools/{id}": _WORDS,
    "POST tools/{id}/withdraw": {},
    "POST tools/{id}/restock": {"capacity": {"capacity"}, "held": {"held_count"}},
    "POST tools/{id}/approve": {},
    "POST tools/{id}/reject": _REASON,
    "POST tools/{id}/remove": _REASON,
    "POST tools/{id}/approve_change": {},
    "POST tools/{id}/reject_change": _REASON,
    "POST tools/{parent}/loans": {"pieces": {"pieces"}, "takes_it": {"takes_it"}},
    **{f"POST loans/{{id}}/{verb}": {} for verb in ("accept", "pass", "leave", "give_back", "take_back")},
    "POST loans/{id}/resize": {"pieces": {"pieces"}},
}

_READ = {"id", "status", "created_at", "updated_at", "version"}
_TOOL_READ = _READ | {"held_count", "confirmed_count", "offered_count", "published_at"}
_LOAN_READ = _READ | {"tool", "user", "position", "queued_at", "offer_expires_at"}

IGNORED = {
    "POST tools": _TOOL_READ,
    "PUT tools/{id}": _TOOL_READ | {"organization", "capacity", "needed_at"},
    "PATCH tools/{id}": _TOOL_READ | {"organization", "capacity", "needed_at"},
    "POST tools/{parent}/loans": _LOAN_READ,
}

SECOND_VALUES = {"PATCH tools/{id}": {"name": "Jigsaw", "description": "For curves."}}

FILTERS = {
    "GET tools": set[str](),
    "GET tools/{parent}/loans": {"status"},
    "GET users/me/loans": {"status"},
}

VISITS = {
    "tools/": lambda s: {"id": s.ladder},
    "loans/": lambda s: {"id": s.lent_drill, "verb": "give_back"},
}
