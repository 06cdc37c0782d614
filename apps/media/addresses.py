"""New addresses for photos that are public no more: whoever kept an old one sees nothing there.

A picture's address cannot be guessed, but everybody knows it who has seen the page. When what it shows is
hidden, the files move within the public storage, to names that only those learn who still see the row.
Should it be shown again, there is nothing to bring back.
"""

from collections.abc import Iterable
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac

from apps.media.models import MediaFile
from apps.media.workflows import MEDIA
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record


def readdress(media: MediaFile, *, after: UUID) -> bool:
    """Copy a ready photo's pictures to new names, and say where they were: those go once this is committed.

    `after` is the event that hid it. Doing it again for the same one copies to the same names, so that an
    attempt that came half-way is finished by the next. Returns False where there is nothing to move.
    """
    if not media.is_ready or not media.renditions:
        return False
    renditions = {
        name: {**rendition, "key": _key(media, name, after)} for name, rendition in media.renditions.items()
    }
    keys = {name: rendition["key"] for name, rendition in media.renditions.items()}
    there = [name for name, key in keys.items() if default_storage.exists(key)]
    if not there or renditions == media.renditions:
        return False
    for name in there:
        if not default_storage.exists(renditions[name]["key"]):
            with default_storage.open(keys[name]) as file:
                default_storage.save(renditions[name]["key"], file)
    MEDIA.move(
        media, "readdress", by=system_subject(), data={"keys": [*keys.values()]}, renditions=renditions
    )
    return True


def forget_old_addresses(media: MediaFile | None, keys: Iterable[str]) -> None:
    """Delete what lies at addresses of before; the edge is told after that, or it would fetch them again."""
    present = {rendition["key"] for rendition in media.renditions.values()} if media is not None else set()
    for key in set(keys) - present:
        default_storage.delete(key)
    if media is not None:
        record("media.hidden", media, by=system_subject(), to_state=media.state)


def _key(media: MediaFile, name: str, after: UUID) -> str:
    """Nobody can work it out who has the picture, or knows of the event."""
    secret = salted_hmac("apps.media.addresses", f"{after} {media.pk} {name}", algorithm="sha256").hexdigest()
    return f"photos/{media.pk}/{name}-{secret[:32]}.webp"
