"""The routes about photos as the tests that walk every route need them (see tests/api/calls.py)."""

from typing import Any

from django.core.files.base import ContentFile

from apps.media.services import quarantine
from tests import factories
from tests.api.calls import Call, GoodCall, decision


def set_stage(stage: Any) -> None:
    stage.photo = factories.photo(stage.cast.petra)
    stage.arriving = factories.photo(stage.cast.petra, state="awaiting_upload", alt_text="Biscuit")
    quarantine().delete(stage.arriving.key)
    quarantine().save(stage.arriving.key, ContentFile(b"\xff\xd8\xff"))
    stage.doubted = factories.photo(stage.cast.petra)
    factories.review_item(stage.doubted, kind="photo", submitter=stage.cast.petra)


CALLS: dict[str, GoodCall] = {
    "POST media/uploads": lambda s: Call(
        "petra", body={"purpose": "pet_photo", "content_type": "image/png", "size": 9}, code=201
    ),
    "GET media/{id}": lambda s: Call("petra", s.photo),
    "GET media/{id}/actions": lambda s: Call("petra", s.photo),
    "PATCH media/{id}": lambda s: Call("petra", s.photo, {"alt_text": "A cat on a kettle"}),
    "POST media/{id}/complete": lambda s: Call("petra", s.arriving),
    "POST media/{id}/approve": decision("mona", "doubted"),
    "POST media/{id}/remove": decision("mona", "photo", reason="not_theirs"),
}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "POST media/uploads": {
        name: {name} for name in ("purpose", "content_type", "size", "alt_text", "organization")
    },
    "PATCH media/{id}": {"alt_text": {"alt_text"}},
    "POST media/{id}/complete": {},
    "POST media/{id}/approve": {},
    # Said to a service and not written into a column of its own name.
    "POST media/{id}/remove": {"reason": set(), "note": set()},
}

IGNORED: dict[str, set[str]] = {
    "PATCH media/{id}": {
        *("id", "purpose", "organization", "content_type", "size", "width", "height", "state", "refusal"),
        *("renditions", "created_at", "updated_at", "version"),
    },
}

SECOND_VALUES = {"PATCH media/{id}": {"alt_text": "A cat on a kettle"}}

VISITS = {
    "media/": lambda s: {"name": "photos/test/card.webp"},
    "local/private/": lambda s: {"token": "signed.for.nobody"},
}
