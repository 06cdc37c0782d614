"""Private files: kept as they may be handed on, never published, fetched by links that live for a minute."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from apps.media.choices import PRIVATE, ROUTE_TYPE, Purpose
from apps.media.models import MediaFile
from apps.media.reading import Reader, reader_of
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import NotFound

LINK_SECONDS = 60
SALT = "apps.media.attachments"
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", ROUTE_TYPE: "gpx"}
FOLDERS = {Purpose.ATTACHMENT.value: "attachments", Purpose.ROUTE.value: "routes"}
AT_ONCE = 200


def private_storage() -> Any:
    """Where files lie that have no address of their own."""
    return storages["private"]


def keep_privately(media: MediaFile, data: bytes) -> dict[str, Any]:
    """Store what an upload turned out to be; return the columns that say so. Raises RefusedError."""
    found = _reader_of(media.purpose)(data)
    digest = hashlib.sha256(found.content).hexdigest()[:16]
    key = f"{FOLDERS[media.purpose]}/{media.pk}/{digest}.{ENDINGS[found.content_type]}"
    storage = private_storage()
    storage.delete(key)  # what an attempt before left there, perhaps in halves
    storage.save(key, ContentFile(found.content))
    return {
        "content_type": found.content_type,
        "size": len(found.content),
        "width": found.width,
        "height": found.height,
        "checksum": hashlib.sha256(data).hexdigest(),
        "private_key": key,
    }


def read(media: MediaFile) -> bytes:
    """What is kept of a private file; raise NotFound while, or where, there is nothing."""
    if not (media.is_private and media.is_ready and media.private_key):
        raise NotFound()
    with private_storage().open(media.private_key) as file:
        return bytes(file.read())


def _reader_of(purpose: str) -> Reader:
    if reader := reader_of(purpose):
        return reader
    # Pillow's import would lengthen every cold start, and only the worker needs it.
    from apps.media.processing import read_attachment

    return read_attachment


def link_to(media: MediaFile, name: str) -> str:
    """An address that hands the file over, saved under a name, for a minute; raise NotFound for none.

    Who may have it is asked before: whoever has the link has the file.
    """
    if not (media.is_private and media.is_ready and media.private_key):
        raise NotFound()
    ending = ENDINGS[media.content_type]
    saved_as = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}") or "attachment"
    storage = private_storage()
    if isinstance(storage, FileSystemStorage):
        facts = {"key": media.private_key, "type": media.content_type, "as": saved_as}
        return reverse("local-private", args=[signing.dumps(facts, salt=SALT, compress=True)])
    wanted = {"ResponseContentDisposition": saved_as, "ResponseContentType": media.content_type}
    link: str = storage.url(media.private_key, parameters=wanted, expire=LINK_SECONDS)
    return link


def use(files: Iterable[UUID]) -> None:
    """Note that something refers to these files from now on."""
    MediaFile.objects.filter(pk__in=list(files), used_at__isnull=True).update(used_at=timezone.now())


def let_go(files: Iterable[UUID]) -> None:
    """Note that nothing refers to these files any more; they are forgotten like any that never were used."""
    MediaFile.objects.filter(pk__in=list(files)).update(used_at=None)


def forget_unused(*, before: datetime) -> int:
    """Delete private files to which nothing refers, made before a time; return how many."""
    total = 0
    for purpose in PRIVATE:  # each has an index of its own
        unused = MediaFile.objects.filter(
            purpose=purpose, used_at__isnull=True, created_at__lt=before, updated_at__lt=before
        ).exclude(state__in=[MediaFile.State.AWAITING_UPLOAD, MediaFile.State.PROCESSING])
        while gone := _forget_some(unused):
            total += gone
    return total


@transaction.atomic
def _forget_some(unused: Any) -> int:
    found = list(
        unused.order_by("created_at", "id").select_for_update(no_key=True, skip_locked=True)[:AT_ONCE]
    )
    for media in found:
        record("media.abandoned", media, by=system_subject(), from_state=media.state)
        key = media.private_key
        media.delete()
        if key:
            transaction.on_commit(partial(private_storage().delete, key), robust=True)
    return len(found)
