"""What becomes of photos that are shown no more: those that were taken down, and those that were let go.

The files of one that was taken down leave the public storage, and may come back: they are kept in quarantine
for as long as an appeal may be granted, and then deleted. Its row stays with the photo's perceptual hash, so
that the same picture is noticed when it is sent again. One that was let go is deleted, row and all.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import Storage, default_storage
from django.db import transaction
from django.db.models import ProtectedError

from apps.media.models import MediaFile
from apps.media.services import delete_files, quarantine
from hearth.kernel.authorization import Subject, system_subject
from hearth.kernel.events import record

KEPT_FOR = timedelta(days=60)
"""Longer than the time to appeal, and to decide on one."""


def columns_of(media: MediaFile, action: str) -> dict[str, Any]:
    """Take the pictures out of every place that shows them, in the decision's own transaction."""
    return {"renditions": {}, "withheld": media.renditions} if action == "remove" else {}


def show_again(media: MediaFile) -> None:
    """Give the pictures back after an appeal, under the row's lock."""
    MediaFile.objects.filter(pk=media.pk).update(renditions=media.withheld, withheld={})
    media.renditions, media.withheld = media.withheld, {}


def move_files(media: MediaFile) -> None:
    """Bring the files to where the row says they are. Doing it again, or late, is harmless."""
    if media.is_removed:
        _move(media.withheld, default_storage, quarantine())
    elif media.is_ready:
        _move(media.renditions, quarantine(), default_storage)


def where_withheld(media: MediaFile, name: str) -> tuple[Storage, str] | None:
    """Where a picture that was taken down lies just now: it is moved soon after the decision."""
    if name not in media.withheld:
        return None
    key = media.withheld[name]["key"]
    return next(((place, key) for place in (quarantine(), default_storage) if place.exists(key)), None)


def forget_removed(*, before: datetime) -> int:
    """Delete the files of what was taken down before a time; return of how many."""
    over = MediaFile.objects.filter(state=MediaFile.State.REMOVED, updated_at__lt=before).exclude(withheld={})
    gone = 0
    for media in over.select_for_update(no_key=True, skip_locked=True)[:500]:
        for key in _keys(media.withheld):
            quarantine().delete(key)
            default_storage.delete(key)
        gone += MediaFile.objects.filter(pk=media.pk).update(withheld={})
    return gone


def let_go(media: MediaFile, *, by: Subject) -> None:
    """Say, in the transaction that took it off, that a photo is shown nowhere any more and never will be."""
    record("media.let_go", media, by=by, from_state=media.state)


def delete_let_go(media: MediaFile) -> bool:
    """Delete a photo that was let go, under its lock; return False for one that is still needed.

    Somebody may have put it elsewhere meanwhile, and what a moderator took down waits for an appeal.
    """
    if media.is_removed:
        return False
    try:
        with transaction.atomic():
            record("media.deleted", media, by=system_subject(), from_state=media.state)
            media.delete()
    except ProtectedError:
        return False
    delete_files(media)
    return True


def _move(renditions: dict[str, Any], here: Storage, there: Storage) -> None:
    """Copy first and delete then, so that a crash between the two leaves a file too many and none too few."""
    for key in _keys(renditions):
        if not here.exists(key):
            continue
        if not there.exists(key):
            with here.open(key) as file:
                there.save(key, file)
        here.delete(key)


def _keys(renditions: dict[str, Any]) -> Iterable[str]:
    return [rendition["key"] for rendition in renditions.values()]
