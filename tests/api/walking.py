"""What holds for every route of the API, whoever wrote it: `complaints(route, stage)` says what does not."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from rest_framework.permissions import BasePermission

from hearth.kernel.api.permissions import Anyone, PolicyPermission, _SubjectPermission
from hearth.kernel.authorization import Policy
from hearth.kernel.edge.headers import HEADERS
from tests.api.calls import Call
from tests.api.routes import BASE, METHODS, READS, ROUTES, Route
from tests.api.stage import CALLS, Stage, is_problem, word_of
from tests.matrices import undone

POLICY = {"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}
OPEN_WRITES: set[str] = set()
"""Writes that need no sign-in because what they carry proves who may; reviewed."""
OWN_TO_THE_SUSPENDED: set[str] = set()
"""Writes that a suspended person keeps; reviewed."""


def _too_large(route: Route) -> bytes:
    """A body of more than the route takes."""
    said = [getattr(parser, "most_bytes", None) for parser in getattr(route.view, "parser_classes", ())]
    most = max(number or settings.DATA_UPLOAD_MAX_MEMORY_SIZE for number in [*said, None])
    return b'{"note": "' + b"x" * most + b'"}'


@cache
def documented() -> dict[str, dict[str, Any]]:
    """Every operation of the API's description, by the route's name."""
    found = SchemaGenerator().get_schema(request=None, public=True)
    return {
        f"{method.upper()} {path.removeprefix(BASE)}": operation
        for path, operations in found["paths"].items()
        for method, operation in operations.items()
    }


def complaints(route: Route, stage: Stage) -> Iterator[str]:
    """Send a route what people and programs get wrong, and say where its answers are not what all give."""
    yield from without_policy(route.view)
    if route.name not in documented():
        yield "the API's description does not know it"
    if route.name not in CALLS:
        yield "no calls.py has a good call of it"
    for what, answer, codes in answers(route, stage):
        for wrong in faults(route, answer, codes):
            yield f"{what}: {wrong}"


def without_policy(view: Any) -> Iterator[str]:
    """A route asks a model's policy, or names one of our permission classes; the stock ones say too much."""
    classes = getattr(view, "permission_classes", [])
    explicit = [kind for kind in classes if kind is not PolicyPermission]
    if any(not _is_ours(kind) for kind in classes):
        yield f"{classes} are not permission classes of ours"
    elif not classes:
        yield "nobody asks who may"
    elif PolicyPermission in classes:
        if not getattr(view, "asks_policy", False) or Policy.of(view.model) is None:
            yield "it asks no policy"
    elif not explicit:
        yield "it names no permission class"


def _is_ours(kind: Any) -> bool:
    ours = (PolicyPermission, Anyone, _SubjectPermission)
    return isinstance(kind, type) and issubclass(kind, BasePermission) and issubclass(kind, ours)


def answers(route: Route, stage: Stage) -> Iterator[tuple[str, HttpResponse, tuple[int, ...]]]:
    """Every sort of request, the answer to it and the codes that it may have."""
    call = CALLS[route.name](stage) if route.name in CALLS else Call("sam", str(uuid4()))
    sender = Sender(route, call, stage)
    writes, takes_body = route.method not in READS, route.method not in (*READS, "DELETE")
    yield "a good call", sender.send(), (call.code,)
    yield "a page for people", sender.send(headers={"Accept": "text/html"}), (406,)
    if writes and route.name not in OPEN_WRITES:
        yield "nobody", sender.send(who=""), (401,)
    if writes and route.name not in OWN_TO_THE_SUSPENDED | OPEN_WRITES:
        yield "a suspended person", sender.send(who="quinn"), (403,)
    if getattr(route.view, "needs_identity", False) or route.path.startswith("users/me"):
        yield "nobody", sender.send(who=""), (401,)
    for name in re.findall(r"\{(\w+)\}", route.path):
        yield f"an unknown {name}", sender.send(ids={name: str(uuid4())}), (404,)
    if takes_body:
        yield "a body too large", sender.send(_too_large(route)), (413,)
        yield "a form", sender.send(b"name=x", content_type="application/x-www-form-urlencoded"), (415,)
        yield "half an object", sender.send(b"{"), (400,)
    # What is created has no version yet; its address names the parent's row.
    if writes and call.code != 201 and isinstance(getattr(call.target, "version", None), int):
        yield "a stale version", sender.send(headers={"If-Match": '"0-stale"'}), (412,)
    if call.sees_version:
        yield "no version", sender.send(without_version=True), (428,)
    if not writes:
        yield "an unknown parameter", sender.send(query="?teleport=1"), (200, 400)


class Sender:
    def __init__(self, route: Route, call: Call, stage: Stage) -> None:
        self.route, self.call, self.stage = route, call, stage

    def send(
        self,
        body: bytes | None = None,
        *,
        who: str | None = None,
        headers: dict[str, str] | None = None,
        ids: dict[str, str] | None = None,
        query: str = "",
        content_type: str = "application/json",
        without_version: bool = False,
    ) -> HttpResponse:
        """Send the good call with one thing wrong, and forget what it did."""
        client = self.stage.cast.client(self.call.who if who is None else who)
        client.raise_request_exception = False
        sent = {**({} if without_version else self.call.headers), **(headers or {})}
        full = json.dumps(self.call.body).encode() if body is None else body
        with undone():
            answer: HttpResponse = client.generic(
                self.route.method, self.url(ids or {}) + query, full, content_type=content_type, headers=sent
            )
        return answer

    def url(self, ids: dict[str, str]) -> str:
        known = {**self.call.ids, **ids}
        return BASE + re.sub(
            r"\{(\w+)\}", lambda name: word_of(known.get(name[1], self.call.target)), self.route.path
        )


def faults(route: Route, answer: HttpResponse, codes: tuple[int, ...]) -> Iterator[str]:
    """What is wrong with one answer: its code, its shape, its headers or that nobody told of it."""
    if answer.status_code not in codes:
        yield f"{answer.status_code} instead of {codes}: {answer.content[:300]!r}"
    elif answer.status_code >= 400:
        try:
            is_problem(answer, *codes)
        except (AssertionError, KeyError, ValueError) as error:
            yield f"no complete problem document: {error}"
    if str(answer.status_code) not in documented().get(route.name, {}).get("responses", {}):
        yield f"the API's description does not tell of {answer.status_code}"
    yield from missing_headers(answer)
    if route.method not in READS and "no-store" not in answer.get("Cache-Control", ""):
        yield "somebody may keep what a write answers"


def missing_headers(answer: HttpResponse) -> Iterator[str]:
    for name, value in HEADERS.items():
        if answer.get(name) != value:
            yield f"{name} is {answer.get(name)!r}"
    policy = answer.get("Content-Security-Policy", "")
    if set(policy.split("; ")) != POLICY:
        yield f"Content-Security-Policy is {policy!r}"
    if not re.fullmatch(r"[\x21-\x7e]{8,64}", answer.get("X-Request-Id", "")):
        yield "X-Request-Id is missing"
    if not re.search(r"no-store|s-maxage", answer.get("Cache-Control", "")):
        yield f"Cache-Control is {answer.get('Cache-Control')!r}"


def method_complaints(path: str, stage: Stage) -> Iterator[str]:
    """Send an address what it does not serve: 405 with the methods that it does."""
    served = {route.method: route for route in ROUTES.values() if route.path == path}
    route = next(iter(served.values()))
    for method in {*(name.upper() for name in METHODS), "TRACE"} - served.keys():
        other = Route(method, path, route.view)
        answer = Sender(other, stage.call(route.name), stage).send(who="sam")
        if answer.status_code != 405:
            yield f"{method}: {answer.status_code} instead of 405"
        elif not served.keys() <= set(answer.get("Allow", "").split(", ")):
            yield f"{method}: Allow is {answer.get('Allow')}"
        else:
            is_problem(answer, 405)
            yield from (f"{method}: {wrong}" for wrong in missing_headers(answer))
