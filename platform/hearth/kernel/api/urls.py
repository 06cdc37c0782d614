"""The apps' API routes, below /api/v1, collected from each app's `api.urls`."""

import re
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from rest_framework.routers import SimpleRouter


def router() -> SimpleRouter:
    """A router in our convention: no trailing slash."""
    return SimpleRouter(trailing_slash=False)


def collected(room: str) -> list[Any]:
    """The `urlpatterns` of every installed app's `<room>.urls`; switched-off communities have none."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if config.name.startswith(settings.OWN_PACKAGES) and _exists(f"{config.name}.{room}.urls"):
            found += getattr(import_module(f"{config.name}.{room}.urls"), "urlpatterns", [])
    return found


def _exists(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def by_first_word(route: str, patterns: list[Any]) -> "ByFirstWord":
    """`path(route, include(patterns))`, in which only those are tried that begin with the next word.

    Trying a hundred expressions one after the other takes a tenth of a quick answer's time.
    """
    return ByFirstWord(RoutePattern(route, is_endpoint=False), patterns)


class ByFirstWord(URLResolver):
    def resolve(self, path: str) -> Any:
        match = self.pattern.match(path)
        word = match[0].partition("/")[0] if match else ""
        return self._of_word.get(word, self._others).resolve(path)

    @cached_property
    def _of_word(self) -> dict[str, URLResolver]:
        words = {word for pattern in self.url_patterns if (word := _first_word(pattern))}
        return {
            word: URLResolver(self.pattern, [p for p in self.url_patterns if _first_word(p) in (word, "")])
            for word in words
        }

    @cached_property
    def _others(self) -> URLResolver:
        return URLResolver(self.pattern, [p for p in self.url_patterns if not _first_word(p)])


def _first_word(pattern: Any) -> str:
    """The word that every address of a pattern begins with; empty when it may begin with several."""
    found = re.match(r"\^?([A-Za-z0-9_-]+)(?=[/$]|\\Z|\Z)", str(pattern.pattern))
    return found[1] if found else ""
