"""Pictures in hot lists: what the database wrote of them, with full addresses."""

from typing import Any
from uuid import UUID

import orjson
from django.core.files.storage import default_storage
from django.http import HttpRequest

from apps.media.choices import State
from hearth.kernel.api.hot import Asked

IMAGE = ("id", "alt_text", "state", "renditions")
"""What `image` needs of a file."""


def images(asked: Asked, rows: str) -> Any:
    """Write `json_rows` of `id`, `alt` and `renditions` as `ImageSerializer` does."""
    return _with_addresses(asked, rows)


def image(asked: Asked, id: UUID | None, alt: str, state: str, renditions: str) -> Any:
    """Write one picture as `ImageSerializer` does; None where there is none that is ready."""
    if id is None or state != State.READY:
        return None
    return {"id": id, "alt": alt, "renditions": _with_addresses(asked, renditions)}


def _with_addresses(asked: Asked, text: str) -> Any:
    # Inside a JSON string every quotation mark has a backslash before it, so no words can look like this.
    return orjson.Fragment(text.replace('"key": "', f'"url": "{asked.once(_public_address)}'))


def _public_address(request: HttpRequest) -> str:
    """What stands before the key of every public file."""
    return request.build_absolute_uri(default_storage.url("~")).removesuffix("~")
