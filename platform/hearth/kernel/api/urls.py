"""The apps' API routes, below /api/v1, collected from each app's `api.urls`."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
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
