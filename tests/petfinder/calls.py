"""The routes about API clients as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from apps.petfinder.services import create_client
from tests.api.calls import Call, GoodCall


def set_stage(stage: Any) -> None:
    stage.api_client, _ = create_client(by=stage.cast.subject("ana"), name="Our website")


CALLS: dict[str, GoodCall] = {
    "GET users/me/api-clients": lambda s: Call("ana"),
    "POST users/me/api-clients": lambda s: Call("petra", body={"name": "Our website"}, code=201),
    "GET api-clients/{id}": lambda s: Call("ana", s.api_client),
    "GET api-clients/{id}/actions": lambda s: Call("ana", s.api_client),
    "DELETE api-clients/{id}": lambda s: Call("ana", s.api_client, code=204),
}
WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST users/me/api-clients": {"name": {"name"}},
    "DELETE api-clients/{id}": {},
}
FILTERS: dict[str, set[str]] = {"GET users/me/api-clients": set()}
VISITS = {
    "account/api-clients/<uuid:id>/revoke": lambda s: {"id": s.api_client.pk},
    "compat/petfinder/v2/animals/<str:id>": lambda s: {"id": "1"},
    "compat/petfinder/v2/types/<str:kind>": lambda s: {"kind": "dog"},
    "compat/petfinder/v2/organizations/<str:id>": lambda s: {"id": "harbour-paws"},
    "compat/petfinder/v2/<path:rest>": lambda s: {"rest": "videos"},
}
