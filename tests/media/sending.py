"""The way of a file through HTTP, as a program goes it: announce, send, complete, look."""

from collections.abc import Callable
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from rest_framework.test import APIClient

UPLOADS = "/api/v1/media/uploads"
Work = Callable[[], None]


def announce(client: APIClient, **given: Any) -> dict[str, Any]:
    response = client.post(
        UPLOADS, {"purpose": "pet_photo", "content_type": "image/jpeg", "size": 1000, **given}
    )
    assert response.status_code == 201, response.content
    found: dict[str, Any] = response.json()
    return found


def send(
    target: dict[str, Any], data: bytes, *, content_type: str = "image/jpeg", **fields: Any
) -> HttpResponse:
    """Post the signed form as a browser does that has no session; a field of None is left out."""
    file = SimpleUploadedFile("photo.jpg", data, content_type=content_type)
    form = {**target["fields"], "file": file, **fields}
    form = {name: value for name, value in form.items() if value is not None}
    return Client(enforce_csrf_checks=True).post(target["url"], form)  # type: ignore[return-value]


def upload(client: APIClient, data: bytes, work: Work) -> dict[str, Any]:
    """Go the whole way; return the file as its owner finds it in the end."""
    target = announce(client)
    assert send(target, data).status_code == 204
    address = f"/api/v1/media/{target['media']['id']}"
    response = client.post(f"{address}/complete")
    assert (response.status_code, response.json()["state"]) == (200, "processing")
    work()
    found: dict[str, Any] = client.get(address).json()
    return found


def published(media_id: str) -> dict[str, bytes]:
    """Everything that the public storage holds of a file, by name."""
    folder = f"photos/{media_id}"
    if not default_storage.exists(folder):
        return {}
    found = {}
    for name in default_storage.listdir(folder)[1]:
        with default_storage.open(f"{folder}/{name}") as file:
            found[name.partition("-")[0]] = file.read()
    return found
