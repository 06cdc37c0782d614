"""The kinds of things that can be featured. Communities register theirs; curation knows none by name."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet


@dataclass(frozen=True, kw_only=True)
class Featurable:
    kind: str
    model: type[Model]
    public: Callable[[], QuerySet[Any]]
    """Rows that strangers see just now, loaded for display: nothing else is featured, whatever was placed."""
    title: Callable[[Any], str]


_kinds: dict[str, Featurable] = {}


def register(featurable: Featurable) -> Featurable:
    _kinds[featurable.kind] = featurable
    return featurable


def of_kind(kind: str) -> Featurable:
    return _kinds[kind]


def kinds() -> dict[str, Featurable]:
    return dict(_kinds)
