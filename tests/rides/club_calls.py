"""The routes about clubs themselves (see tests/api/calls.py)."""

from typing import Any

from tests import factories
from tests.api.calls import Call, GoodCall
from tests.organizations import calls as organizations


def set_stage(stage: Any) -> None:
    stage.declined_club = factories.organization(
        "Declined Wheels", founder=stage.cast.olga, kind="club", status="rejected"
    )
    organizations.logo(stage.declined_club, stage.cast.olga)


CALLS: dict[str, GoodCall] = {
    "GET clubs": lambda s: Call(""),
    "POST clubs": lambda s: Call("sam", body={"name": "Early Birds"}, code=201),
    "GET clubs/{id}": lambda s: Call("", s.wheelers),
    "PUT clubs/{id}": lambda s: Call("olga", s.wheelers, {"name": "Harbour Wheels"}),
    "PATCH clubs/{id}": lambda s: Call("olga", s.declined_club, {"phone": "5550 0199"}),
    "GET clubs/{id}/actions": lambda s: Call("", s.wheelers),
    "GET clubs/{parent}/memberships": lambda s: Call("ana", s.wheelers),
    "POST clubs/{parent}/memberships": lambda s: Call(
        "petra", s.wheelers, {"message": "I ride at dawn."}, code=201
    ),
    "GET clubs/{parent}/insight": lambda s: Call("olga", s.wheelers),
    "POST club-proposals": lambda s: Call("petra", body={"name": "Dusk Riders"}, code=201),
}
_CLUB = organizations.WRITABLE["PUT organizations/{id}"]
_NEW = _CLUB | {"join_policy": {"join_policy"}}
_READ = organizations.IGNORED["PUT organizations/{id}"] - {"rescue"} | {"club", "open_to_join", "next_ride"}

WRITABLE: dict[str, Any] = {
    "POST clubs": _NEW,
    "PUT clubs/{id}": _CLUB,
    "PATCH clubs/{id}": _CLUB,
    "POST clubs/{parent}/memberships": {"message": {"message"}},
    "POST club-proposals": _NEW,
}
IGNORED: dict[str, Any] = {
    "POST clubs": _READ - {"join_policy"},
    "PUT clubs/{id}": _READ,
    "PATCH clubs/{id}": _READ,
    "POST club-proposals": _READ - {"join_policy"},
}
SECOND_VALUES: dict[str, Any] = {
    "PATCH clubs/{id}": organizations.SECOND_VALUES["PATCH organizations/{id}"],
}
FILTERS: dict[str, Any] = {
    "GET clubs": {"q", "region", "near", "within_km"},
    "GET clubs/{parent}/memberships": {"status", "role"},
}
