"""Where apps add to the rows of a person's export what their columns alone do not tell: addresses of files.

@in_export(MediaFile)
def addresses(media: MediaFile) -> dict[str, Any]: ...

keep_back(Decision, Q(kind="report"))  # such rows would tell of others

@also_in_export("applications.answers")
def answers_of(person: User) -> QuerySet: ...  # what they wrote into rows about others, as .values("id", …)
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q

Addition = Callable[[Any], dict[str, Any]]
Rows = Callable[[Any], Any]

_additions: dict[type[models.Model], Addition] = {}
_kept_back: dict[type[models.Model], Q] = {}
_others: dict[str, Rows] = {}


def in_export(model: type[models.Model]) -> Callable[[Addition], Addition]:
    """Register a function whose dictionary replaces or joins the exported columns of a row."""

    def register(addition: Addition) -> Addition:
        _additions[model] = addition
        return addition

    return register


def added_to(row: models.Model) -> dict[str, Any]:
    addition = _additions.get(type(row))
    return addition(row) if addition else {}


def also_in_export(name: str) -> Callable[[Rows], Rows]:
    """Register what a person wrote into rows that are about others: a query set of `.values`, with ids."""

    def register(rows: Rows) -> Rows:
        _others[name] = rows
        return rows

    return register


def others_of(person: models.Model) -> dict[str, Any]:
    return {name: rows(person) for name, rows in _others.items()}


def keep_back(model: type[models.Model], rows: Q) -> None:
    """Leave these rows of a model out of every export; an erasure reaches them all the same."""
    _kept_back[model] = rows


def without_kept_back(rows: Any) -> Any:
    held = _kept_back.get(rows.model)
    return rows.exclude(held) if held is not None else rows
