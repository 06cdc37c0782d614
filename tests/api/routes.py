"""Every route of the API, found by walking the URL resolver, and one good call of each.

Whoever adds a route adds its call here, or the tests that walk the routes fail by its name.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver

from apps.media.services import quarantine
from apps.moderation.models import ReviewItem
from hearth.kernel.models import Record
from hearth.local.people import PEOPLE
from tests import factories
from tests.cast import Cast

BASE = "/api/v1/"
READS = ("GET",)


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """Below the base, with the names of its arguments: `pets/{id}/approve`."""
    view: Any

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def walk() -> Iterator[Route]:
    for path, pattern in _patterns(get_resolver().url_patterns, ""):
        if path.startswith("api/v1/"):
            allowed = pattern.callback.cls.http_method_names
            for method in pattern.callback.actions:
                if method in allowed:
                    yield Route(method.upper(), path.removeprefix("api/v1/"), pattern.callback.cls)


def _patterns(patterns: list[Any], above: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        path = above + _readable(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield path, pattern
        else:
            yield from _patterns(pattern.url_patterns, path)


def _readable(pattern: str) -> str:
    pattern = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", pattern)
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern).removeprefix("^").removesuffix("$")


ROUTES = {route.name: route for route in walk()}
WRITES = [name for name, route in ROUTES.items() if route.method not in READS]
TAKES_BODY = [name for name in WRITES if ROUTES[name].method != "DELETE"]


@dataclass
class Call:
    """A request that succeeds on the stage below."""

    who: str
    target: Any = None
    body: dict[str, Any] = field(default_factory=dict)
    code: int = 200
    sees_version: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {"If-Match": f'"{self.target.version}-seen"'} if self.sees_version else {}


class Stage:
    """A small world with something for every route."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        for name in PEOPLE:
            cast.person(name)
        self.harbour = factories.organization("Harbour Paws", founder=cast.rosa)
        factories.membership(self.harbour, cast.remy)
        self.hopeful = factories.organization("Hopeful Hooves", founder=cast.ana, status="pending")
        self.hopeful_item = factories.review_item(
            self.hopeful, kind="organization", submitter=cast.ana, state=ReviewItem.State.OPEN
        )
        self.turned_down = factories.organization("Turned Down", founder=cast.rosa, status="rejected")
        self.closed = factories.organization("Closed Gate", founder=cast.milo, status="suspended")
        self.draft = factories.pet(cast.petra, moderation="draft", name="Draft")
        self.pending = factories.pet(cast.petra, moderation="pending", name="Pending")
        self.item = ReviewItem.objects.get(target_id=self.pending.pk)
        self.shown = factories.pet(cast.petra, name="Shown")
        self.returned = factories.pet(cast.petra, moderation="changes_requested", name="Returned")
        self.rosas = factories.pet(cast.rosa, name="Rosa's own")
        self.photo = factories.photo(cast.petra)
        self.arriving = factories.photo(cast.petra, state="awaiting_upload", alt_text="Biscuit")
        quarantine().delete(self.arriving.key)
        quarantine().save(self.arriving.key, ContentFile(b"\xff\xd8\xff"))

    def call(self, route: str) -> Call:
        return CALLS[route](self)

    def url(self, route: str) -> str:
        target = self.call(route).target
        name = target.slug if hasattr(target, "slug") else getattr(target, "pk", "")
        return BASE + re.sub(r"\{\w+\}", str(name), ROUTES[route].path)

    def send(self, route: str, body: Any = None, **kwargs: Any) -> HttpResponse:
        """Send the route's good call, with another body or by another client if one is given."""
        call = self.call(route)
        client = kwargs.pop("client", None) or self.cast.client(call.who)
        headers = {**call.headers, **kwargs.pop("headers", {})}
        if ROUTES[route].method in READS:
            answer: HttpResponse = client.get(self.url(route), headers=headers)
            return answer
        if isinstance(body, bytes):
            kwargs.setdefault("content_type", "application/json")
            return client.generic(ROUTES[route].method, self.url(route), body, headers=headers, **kwargs)
        send = getattr(client, ROUTES[route].method.lower())
        return send(self.url(route), call.body if body is None else body, headers=headers)  # type: ignore[no-any-return]


def pet_body(stage: Stage) -> dict[str, Any]:
    return {
        "name": "Waffle",
        "species": "cat",
        "birth_date": str(date(2024, 2, 29)),
        "description": factories.DESCRIPTION,
        "suburb": "Wattle Cove",
        "region": "Saltwater Bay",
        "images": [str(stage.photo.pk)],
    }


def decision(who: str, target: str, **body: str) -> Callable[[Stage], Call]:
    return lambda stage: Call(who, getattr(stage, target), dict(body), sees_version=True)


CALLS: dict[str, Callable[[Stage], Call]] = {
    "GET users/me": lambda s: Call("ana"),
    "PATCH users/me": lambda s: Call("ana", body={"phone": "5550 0123"}),
    "GET users/me/capabilities": lambda s: Call("ana"),
    "GET users/me/pets": lambda s: Call("petra"),
    "POST users": lambda s: Call("ana"),
    "GET users/{id}": lambda s: Call("sam", s.cast.ana),
    "GET users/{id}/actions": lambda s: Call("sam", s.cast.ana),
    "POST users/{id}/grant_role": lambda s: Call("sam", s.cast.ana, {"role": "Moderator"}),
    "GET organizations": lambda s: Call(""),
    "POST organizations": lambda s: Call("petra", body={"name": "Paws Up", "kind": "rescue"}, code=201),
    "GET organizations/{id}": lambda s: Call("", s.harbour),
    "GET organizations/{id}/actions": lambda s: Call("", s.harbour),
    "GET organizations/{organization}/pets": lambda s: Call("", s.harbour),
    "PUT organizations/{id}": lambda s: Call("rosa", s.harbour, {"name": "Harbour Paws & Claws"}),
    "PATCH organizations/{id}": lambda s: Call("rosa", s.harbour, {"phone": "5550 0199"}),
    "POST organizations/{id}/approve": decision("mona", "hopeful"),
    "POST organizations/{id}/reject": decision("mona", "hopeful", reason="incomplete"),
    "POST organizations/{id}/suspend": decision("mona", "harbour", reason="safety"),
    "POST organizations/{id}/resubmit": lambda s: Call("rosa", s.turned_down),
    "POST organizations/{id}/reinstate": lambda s: Call("sam", s.closed),
    "POST media/uploads": lambda s: Call(
        "petra", body={"purpose": "pet_photo", "content_type": "image/png", "size": 9}, code=201
    ),
    "GET media/{id}": lambda s: Call("petra", s.photo),
    "GET media/{id}/actions": lambda s: Call("petra", s.photo),
    "PATCH media/{id}": lambda s: Call("petra", s.photo, {"alt_text": "A cat on a kettle"}),
    "POST media/{id}/complete": lambda s: Call("petra", s.arriving),
    "GET review/items": lambda s: Call("mona"),
    "GET review/items/{id}": lambda s: Call("mona", s.item),
    "GET review/items/{id}/actions": lambda s: Call("mona", s.item),
    "POST review/items/{id}/decide": decision("mona", "item", action="approve"),
    "GET pets": lambda s: Call(""),
    "GET pets/featured": lambda s: Call(""),
    "POST pets": lambda s: Call("petra", body=pet_body(s), code=201),
    "GET pets/{id}": lambda s: Call("", s.shown),
    "GET pets/{id}/actions": lambda s: Call("petra", s.shown),
    "PUT pets/{id}": lambda s: Call("petra", s.draft, {"name": "Waffle", "species": "cat"}),
    "PATCH pets/{id}": lambda s: Call("petra", s.draft, {"story": "Found under a jetty."}),
    "DELETE pets/{id}": lambda s: Call("petra", s.shown, code=204),
    "POST pets/{id}/submit": lambda s: Call("petra", s.draft),
    "POST pets/{id}/resubmit": lambda s: Call("petra", s.returned),
    "POST pets/{id}/withdraw": lambda s: Call("petra", s.shown),
    "POST pets/{id}/approve": decision("mona", "pending"),
    "POST pets/{id}/request_changes": decision("mona", "pending", reason="photos"),
    "POST pets/{id}/reject": decision("mona", "pending", reason="selling"),
    "POST pets/{id}/remove": decision("mona", "shown", reason="scam"),
}


def row_counts() -> tuple[int, ...]:
    """Rows and versions of every table of ours: any write shows in it."""
    parts = []
    for model in apps.get_models():
        if model.__module__.startswith(("apps.", "hearth.")):
            parts.append(f'SELECT count(*) FROM "{model._meta.db_table}"')
        if issubclass(model, Record):
            parts.append(f'SELECT coalesce(sum(version), 0) FROM "{model._meta.db_table}"')
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"({part})" for part in parts))
        found: tuple[int, ...] = cursor.fetchone()
    return found


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
