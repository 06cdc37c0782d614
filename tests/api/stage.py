"""The small world of the tests that walk the routes, and how a route's good call is sent there."""

import json
import pickle
import re
from functools import cache
from typing import Any

from django.apps import apps
from django.http import HttpResponse

from hearth.kernel.models import RateCounter, Record
from hearth.local.people import PEOPLE
from tests.api.calls import Call, collected, rooms
from tests.api.prepared import answer_to
from tests.api.routes import BASE, READS, ROUTES
from tests.cast import Cast

CALLS = collected("CALLS")


class Stage:
    """A small world with something for every route; each app adds its own rows as attributes."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for name in PEOPLE:
            cast.person(name)
        for room in rooms():
            if hasattr(room, "set_stage"):
                room.set_stage(self)

    def __setattr__(self, name: str, value: Any) -> None:
        assert not hasattr(self, name), f"two rows on the stage are called {name}"
        super().__setattr__(name, value)

    def __getstate__(self) -> dict[str, bytes]:
        rows = {name: row for name, row in vars(self).items() if name != "_kept"}
        return {**vars(self).get("_kept", {}), **{name: pickle.dumps(row) for name, row in rows.items()}}

    def __setstate__(self, kept: dict[str, bytes]) -> None:
        vars(self)["_kept"] = kept

    def __getattr__(self, name: str) -> Any:
        """Take out of a copy what is asked for: most tests need three rows of two hundred."""
        kept = vars(self).get("_kept", {})
        if name not in kept:
            raise AttributeError(name)
        vars(self)[name] = pickle.loads(kept[name])
        return vars(self)[name]

    def call(self, route: str) -> Call:
        assert route in CALLS, f"tests/<app>/calls.py of its app needs a good call of {route}"
        found: Call = CALLS[route](self)
        return found

    def url(self, route: str, **ids: Any) -> str:
        """The address of the route's good call; `ids` replace some of those in its path."""
        call = self.call(route)
        known = {**call.ids, **ids}
        return BASE + re.sub(
            r"\{(\w+)\}", lambda name: word_of(known.get(name[1], call.target)), ROUTES[route].path
        )

    def send(self, route: str, body: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the route's good call, with another body, address or client if one is given."""
        call = self.call(route)
        client = kwargs.pop("client", None) or self.cast.client(call.who)
        url = kwargs.pop("url", None) or self.url(route)
        headers = {**call.headers, **kwargs.pop("headers", {})}
        method = ROUTES[route].method
        if method in READS:
            answer: HttpResponse = client.get(url, headers=headers)
            return answer
        if isinstance(body, bytes):
            kwargs.setdefault("content_type", "application/json")
            return client.generic(method, url, body, headers=headers, **kwargs)
        send = getattr(client, method.lower())
        return send(url, call.body if body is None else body, headers=headers)  # type: ignore[no-any-return]


def word_of(target: Any) -> str:
    """How an address names a row (or a word that is one already)."""
    if isinstance(target, str):
        return target
    return str(getattr(target, "slug", None) or getattr(target, "pk", ""))


@cache
def counting() -> str:
    """Ask for rows and versions of every table of ours, each read once."""
    parts = []
    for model in apps.get_models():
        if model.__module__.startswith(("apps.", "hearth.")) and model is not RateCounter:
            versions = "coalesce(sum(version), 0)" if issubclass(model, Record) else "0"
            parts.append(f'SELECT count(*), {versions} FROM "{model._meta.db_table}"')
    return " UNION ALL ".join(parts)


def row_counts() -> list[tuple[int, int]]:
    """Rows and versions of every table of ours: any write shows in it, but for attempts that were counted."""
    return answer_to(counting())


def is_problem(answer: HttpResponse, *codes: int) -> bool:
    """Whether it is a complete problem document with one of the codes that says nothing of our insides."""
    assert answer.status_code in codes, f"{answer.status_code} instead of {codes}: {answer.content[:600]!r}"
    assert answer["Content-Type"] == "application/problem+json", answer["Content-Type"]
    found = json.loads(answer.content)
    assert {"type", "title", "status", "detail", "instance", "code"} <= set(found), found
    assert found["status"] == answer.status_code
    assert found["type"] == f"/problems#{found['code']}"
    assert isinstance(found["detail"], str)
    words = answer.content.decode().lower()
    for inside in ("traceback", "<html", "psycopg", "django", "codec", "sys.", "site-packages"):
        assert inside not in words, answer.content[:600]
    assert found["instance"].removeprefix("urn:uuid:") == answer["X-Request-Id"]
    return True
