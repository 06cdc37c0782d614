"""The routes about people as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from apps.accounts.models import User
from tests.accounts.people import avatar
from tests.api.calls import Call, GoodCall


def set_stage(stage: Any) -> None:
    stage.avatar = avatar(stage.cast.ana)
    User.objects.filter(pk=stage.cast.ana.pk).update(avatar=stage.avatar)
    stage.leaver = User.objects.create(cognito_sub="leaver", display_name="Lou Leaver")


_SAID = {"display_name": "Ana R.", "phone": "5550 0123", "locale": "es", "timezone": "Europe/Madrid"}

CALLS: dict[str, GoodCall] = {
    "GET users/me": lambda s: Call("ana"),
    "PATCH users/me": lambda s: Call("ana", body={"phone": "5550 0123"}),
    "DELETE users/me": lambda s: Call("remy", code=204),
    "GET users/me/capabilities": lambda s: Call("ana"),
    "GET users/me/export": lambda s: Call("ana"),
    "POST users": lambda s: Call("ana"),
    "GET users": lambda s: Call("sam"),
    "GET users/{id}": lambda s: Call("sam", s.cast.ana),
    "PUT users/{id}": lambda s: Call("ana", s.cast.ana, dict(_SAID)),
    "PATCH users/{id}": lambda s: Call("ana", s.cast.ana, {"phone": "5550 0123"}),
    "GET users/{id}/export": lambda s: Call("ana", s.cast.ana),
    "GET users/{id}/actions": lambda s: Call("sam", s.cast.ana),
    "POST users/{id}/grant_role": lambda s: Call("sam", s.cast.ana, {"role": "Moderator"}),
    "POST users/{id}/revoke_role": lambda s: Call("sam", s.cast.mona, {"reason": "left"}),
    "POST users/{id}/suspend": lambda s: Call("sam", s.cast.ana, {"reason": "spam"}),
    "POST users/{id}/reinstate": lambda s: Call("sam", s.cast.quinn),
    "POST users/{id}/erase": lambda s: Call("sam", s.leaver),
}

_WRITABLE = {**{name: {name} for name in _SAID}, "avatar": {"avatar_id"}}
_READ = {*("id", "email", "email_verified", "system_role", "status", "created_at", "updated_at", "version")}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "PATCH users/me": _WRITABLE,
    "DELETE users/me": {},
    "POST users": {},
    "PUT users/{id}": _WRITABLE,
    "PATCH users/{id}": _WRITABLE,
    "POST users/{id}/grant_role": {"role": {"system_role"}, "reason": set()},
    "POST users/{id}/revoke_role": {"reason": set()},
    "POST users/{id}/suspend": {"reason": set()},
    "POST users/{id}/reinstate": {},
    "POST users/{id}/erase": {"reason": set()},
}

IGNORED: dict[str, set[str]] = {
    "PATCH users/me": _READ,
    "PUT users/{id}": _READ,
    "PATCH users/{id}": _READ,
}

SECOND_VALUES = {
    "PATCH users/me": {**_SAID, "phone": "5550 0124", "avatar": None},
    "PATCH users/{id}": {**_SAID, "phone": "5550 0124", "avatar": None},
}

FILTERS = {"GET users": {"system_role", "status", "email_verified", "q"}}

VISITS = {
    "account/picture/": lambda s: {"id": s.logo},
    "admin/accounts/user/exports/": lambda s: {"ticket": "no ticket of anybody"},
}
