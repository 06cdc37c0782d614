"""Where apps add to the rows of a person's export what their columns alone do not tell: addresses of files.

@in_export(MediaFile)
def addresses(media: MediaFile) -> dict[str, Any]: ...
"""

from collections.abc import Callable
from typing import Any

from django.db import models

Addition = Callable[[Any], dict[str, Any]]

_additions: dict[type[models.Model], Addition] = {}


def in_export(model: type[models.Model]) -> Callable[[Addition], Addition]:
    """Register a function whose dictionary replaces or joins the exported columns of a row."""

    def register(addition: Addition) -> Addition:
        _additions[model] = addition
        return addition

    return register


def added_to(row: models.Model) -> dict[str, Any]:
    addition = _additions.get(type(row))
    return addition(row) if addition else {}
