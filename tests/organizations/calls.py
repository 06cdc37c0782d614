"""The routes about organisations as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from apps.moderation.models import ReviewItem
from tests import factories
from tests.api.calls import Call, GoodCall, decision


def set_stage(stage: Any) -> None:
    cast = stage.cast
    stage.harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(stage.harbour, cast.remy)
    stage.hopeful = factories.organization("Hopeful Hooves", founder=cast.ana, status="pending")
    stage.hopeful_item = factories.review_item(
        stage.hopeful, kind="organization", submitter=cast.ana, state=ReviewItem.State.OPEN
    )
    stage.turned_down = factories.organization("Turned Down", founder=cast.rosa, status="rejected")
    stage.closed = factories.organization("Closed Gate", founder=cast.milo, status="suspended")


CALLS: dict[str, GoodCall] = {
    "GET organizations": lambda s: Call(""),
    "POST organizations": lambda s: Call("petra", body={"name": "Paws Up", "kind": "rescue"}, code=201),
    "GET organizations/{id}": lambda s: Call("", s.harbour),
    "GET organizations/{id}/actions": lambda s: Call("", s.harbour),
    "PUT organizations/{id}": lambda s: Call("rosa", s.harbour, {"name": "Harbour Paws & Claws"}),
    "PATCH organizations/{id}": lambda s: Call("rosa", s.harbour, {"phone": "5550 0199"}),
    "POST organizations/{id}/approve": decision("mona", "hopeful"),
    "POST organizations/{id}/reject": decision("mona", "hopeful", reason="incomplete"),
    "POST organizations/{id}/suspend": decision("mona", "harbour", reason="safety"),
    "POST organizations/{id}/resubmit": lambda s: Call("rosa", s.turned_down),
    "POST organizations/{id}/reinstate": lambda s: Call("sam", s.closed),
}

_ORGANIZATION = {
    name: {name}
    for name in (
        *("name", "email", "phone", "description", "website", "address", "suburb", "region", "country"),
    )
}
_ORGANIZATION_READ = {
    *("id", "slug", "timezone", "status", "verified", "member_count", "created_by", "reviewed_at"),
    *("created_at", "updated_at", "version"),
}
# Said to a service and not written into a column of its own name.
_REASON: dict[str, set[str]] = {"reason": set(), "note": set()}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST organizations": {**_ORGANIZATION, "kind": {"kind"}},
    "PUT organizations/{id}": _ORGANIZATION,
    "PATCH organizations/{id}": _ORGANIZATION,
    "POST organizations/{id}/approve": {},
    "POST organizations/{id}/reject": _REASON,
    "POST organizations/{id}/suspend": _REASON,
    "POST organizations/{id}/resubmit": {},
    "POST organizations/{id}/reinstate": {},
}

IGNORED: dict[str, set[str]] = {
    "POST organizations": _ORGANIZATION_READ,
    "PUT organizations/{id}": _ORGANIZATION_READ | {"kind"},
    "PATCH organizations/{id}": _ORGANIZATION_READ | {"kind"},
}

SECOND_VALUES = {
    "PATCH organizations/{id}": {
        "name": "Harbour Tails",
        "email": "tails@rescue.example",
        "phone": "5550 0125",
        "description": "We take in what the sea leaves.",
        "website": "https://tails.example",
        "address": "Pier 4",
        "suburb": "Gull Point",
        "region": "Far Shore",
        "country": "NZ",
    },
}

FILTERS = {"GET organizations": {"kind", "region"}}
