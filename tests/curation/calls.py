"""The routes about what is featured as the tests that walk every route need them (see tests/api/calls.py)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.curation.services import place
from tests import factories
from tests.api.calls import Call, GoodCall


def set_stage(stage: Any) -> None:
    pet = factories.pet(stage.cast.petra, name="Starred", photo_state="")
    soon = timezone.now() + timedelta(days=1)
    stage.placement = place(pet, by=stage.cast.subject("mona"), kind="pet", position=7, starts=soon)


CALLS: dict[str, GoodCall] = {
    "GET featured-placements": lambda s: Call("mona"),
    "POST featured-placements": lambda s: Call(
        "mona",
        body={"kind": "pet", "target": str(s.shown.pk), "position": 9, "starts": "2030-05-01T08:00:00Z"},
        code=201,
    ),
    "GET featured-placements/{id}": lambda s: Call("mona", s.placement),
    "GET featured-placements/{id}/actions": lambda s: Call("mona", s.placement),
    "PATCH featured-placements/{id}": lambda s: Call("mona", s.placement, {"position": 8}),
    "DELETE featured-placements/{id}": lambda s: Call("mona", s.placement, code=204),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST featured-placements": {
        "kind": {"kind"},
        "target": {"target_id"},
        "organization": {"organization_id", "scope_id", "surface"},
        "position": {"position"},
        "starts": {"during"},
        "ends": {"during"},
    },
    "PATCH featured-placements/{id}": {
        "position": {"position"},
        "starts": {"during"},
        "ends": {"during"},
    },
    "DELETE featured-placements/{id}": {},
}

_READ = {"id", "surface", "created_at", "updated_at", "version"}
IGNORED: dict[str, set[str]] = {
    "POST featured-placements": _READ,
    "PATCH featured-placements/{id}": {*_READ, "organization", "kind", "target"},
}

SECOND_VALUES: dict[str, dict[str, Any]] = {
    "PATCH featured-placements/{id}": {
        "position": 5,
        "starts": "2030-05-01T08:00:00Z",
        "ends": "2040-05-01T08:00:00Z",
    },
}

FILTERS: dict[str, set[str]] = {"GET featured-placements": {"surface", "organization"}}
