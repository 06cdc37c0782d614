"""The routes about people as the tests that walk every route need them (see tests/api/calls.py)."""

from tests.api.calls import Call, GoodCall

CALLS: dict[str, GoodCall] = {
    "GET users/me": lambda s: Call("ana"),
    "PATCH users/me": lambda s: Call("ana", body={"phone": "5550 0123"}),
    "GET users/me/capabilities": lambda s: Call("ana"),
    "POST users": lambda s: Call("ana"),
    "GET users/{id}": lambda s: Call("sam", s.cast.ana),
    "GET users/{id}/actions": lambda s: Call("sam", s.cast.ana),
    "POST users/{id}/grant_role": lambda s: Call("sam", s.cast.ana, {"role": "Moderator"}),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "PATCH users/me": {name: {name} for name in ("display_name", "phone", "locale", "timezone")},
    "POST users": {},
    "POST users/{id}/grant_role": {"role": {"system_role"}, "reason": set()},
}

IGNORED: dict[str, set[str]] = {
    "PATCH users/me": {
        *("id", "email", "email_verified", "system_role", "status", "created_at", "updated_at", "version"),
    },
}

SECOND_VALUES = {
    "PATCH users/me": {
        "display_name": "Ana R.",
        "phone": "5550 0124",
        "locale": "es",
        "timezone": "Europe/Madrid",
    },
}
