"""Uploads that were announced and never finished: nothing will come of them, and they are forgotten."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from apps.media.models import MediaFile
from apps.media.services import quarantine
from hearth.kernel.authorization import system_subject
from hearth.kernel.events import record


def forget_abandoned(*, before: datetime) -> int:
    """Delete what was announced before a time and did not arrive, a transaction each; return how many."""
    old = MediaFile.objects.awaiting().filter(updated_at__lt=before).order_by("id")
    return sum(_forget(media_id, before) for media_id in old.values_list("pk", flat=True).iterator())


@transaction.atomic
def _forget(media_id: UUID, before: datetime) -> bool:
    still = MediaFile.objects.awaiting().filter(pk=media_id, updated_at__lt=before)
    media = still.select_for_update(no_key=True, skip_locked=True).first()
    if media is None:
        return False
    key = media.key
    try:
        with transaction.atomic():
            record("media.abandoned", media, by=system_subject(), from_state=media.state)
            media.delete()
    except ProtectedError:
        return False  # somebody counts on it; it is theirs to take out
    # What was sent and never announced as complete lies there all the same.
    transaction.on_commit(lambda: quarantine().delete(key), robust=True)
    return True
