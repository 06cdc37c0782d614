"""Every route of the API, found by walking the URL resolver: no route can be forgotten."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, get_resolver

BASE = "/api/v1/"
READS = ("GET",)
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """Below the base, with the names of its arguments: `pets/{id}/approve`."""
    view: Any
    """The view's class, or the function when it is no more than that."""
    is_list: bool = False
    """Whether a viewset answers with a page of rows here."""

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def patterns(found: list[Any] | None = None, above: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the site with the names of its arguments, and what answers there."""
    for pattern in get_resolver().url_patterns if found is None else found:
        path = above + _readable(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield path, pattern
        else:
            yield from patterns(pattern.url_patterns, path)


def walk(found: list[Any] | None = None) -> Iterator[Route]:
    """Every method of every address below the API's base, whatever sort of view serves it."""
    for path, pattern in patterns(found):
        if path.startswith(BASE[1:]):
            for method in methods_of(pattern.callback):
                served_by = getattr(pattern.callback, "actions", None) or {}
                yield Route(
                    method.upper(),
                    path.removeprefix(BASE[1:]),
                    class_of(pattern.callback),
                    is_list=served_by.get(method) == "list",
                )


def class_of(view: Any) -> Any:
    return getattr(view, "cls", None) or getattr(view, "view_class", None) or view


def methods_of(view: Any) -> list[str]:
    """What a viewset, a plain view or a function answers to; a function answers to everything."""
    kind = class_of(view)
    if not isinstance(kind, type):
        return list(METHODS)
    handlers = getattr(view, "actions", None) or [name for name in METHODS if hasattr(kind, name)]
    return [method for method in handlers if method in kind.http_method_names]


def _readable(pattern: str) -> str:
    pattern = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", pattern)
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern).removeprefix("^").removesuffix("$")


ROUTES = {route.name: route for route in walk()}
WRITES = [name for name, route in ROUTES.items() if route.method not in READS]
TAKES_BODY = [name for name in WRITES if ROUTES[name].method != "DELETE"]
