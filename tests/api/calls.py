"""What an app's `calls.py` is written with: one good call of each of its routes.

Every app tells in `tests/<app>/calls.py` what the tests that walk the routes must know:

* `set_stage(stage)` adds its rows to the small world, as attributes that its calls use.
* `CALLS` has one good call per route, by the route's name: `"POST pets/{id}/submit"`.
* `WRITABLE` names, per write route, the fields that a body may set and the columns that each may change.
* `IGNORED` names what may be sent back as it was read, and then changes nothing; anything else is 422.
* `SECOND_VALUES` has, per PATCH, another valid value of every writable field.
* `FILTERS` names the documented filters of every list.
* `VISITS` has something to put into the addresses of pages, by their beginnings.

What is empty may be left out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps


@dataclass
class Call:
    """A request that succeeds on the stage."""

    who: str
    """A name of the cast; nobody's may be sent without a sign-in."""
    target: Any = None
    """What the last id of the path means: a row, or the word itself."""
    body: dict[str, Any] = field(default_factory=dict)
    code: int = 200
    sees_version: bool = False
    """True for what demands If-Match, as decisions do."""
    ids: dict[str, Any] = field(default_factory=dict)
    """What the other ids mean, by name: `{"parent": stage.harbour}`."""

    @property
    def headers(self) -> dict[str, str]:
        return {"If-Match": f'"{self.target.version}-seen"'} if self.sees_version else {}


GoodCall = Callable[[Any], Call]
"""Makes the call for a stage."""


def decision(who: str, target: str, **body: str) -> GoodCall:
    """A reviewer's call about what the stage calls `target`."""
    return lambda stage: Call(who, getattr(stage, target), dict(body), sees_version=True)


def rooms() -> list[Any]:
    """The `calls.py` of every installed app that has one, each after those whose rows it needs."""
    # People are told about the things of every app.
    configs = sorted(
        apps.get_app_configs(), key=lambda config: (config.label == "notifications", config.label)
    )
    homes = [home for home in map(tests_of, configs) if find_spec(home)]
    return [import_module(f"{home}.calls") for home in homes if find_spec(f"{home}.calls")]


def tests_of(config: Any) -> str:
    """Where an app's tests are: beside it for one that is part of the tests itself."""
    inside = config.name.startswith("tests.")
    return config.name.rpartition(".")[0] if inside else f"tests.{config.label}"


def collected(name: str) -> dict[str, Any]:
    """Put one of the apps' tables together; nothing may stand in two of them."""
    found: dict[str, Any] = {}
    for room in rooms():
        table = getattr(room, name, {})
        assert not found.keys() & table.keys(), f"{room.__name__} repeats {found.keys() & table.keys()}"
        found |= table
    return found
