"""Verbs of uploads: announce a file, say that it is there, describe it; and the look at it in the worker."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage, storages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from apps.media import likeness
from apps.media.choices import ALT_TEXT_AT_MOST, Purpose, Refusal, most_bytes, too_large, types_of
from apps.media.models import MediaFile
from apps.media.reading import RefusedError, reader_of
from apps.media.uploads import upload_target
from apps.media.workflows import AWAITING, MEDIA, PROCESSING
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.events import record
from hearth.kernel.ids import uuid7
from hearth.kernel.problems import AlreadyDone, Conflict, Invalid, NotAllowed
from hearth.kernel.transactions import transactional


def quarantine() -> Storage:
    """Where files lie as they came; nothing in it is public."""
    return storages["quarantine"]


@transactional
def start_upload(
    *,
    by: Subject,
    purpose: str,
    content_type: str,
    size: int,
    organization: Organization | None = None,
    alt_text: str = "",
) -> tuple[MediaFile, dict[str, Any]]:
    """Announce a file; return its row and the signed policy to send it with (see UploadTarget).

    Raises Invalid for a purpose, type or size that is never taken, NotAllowed for a foreign organisation.
    """
    _require_upload_for(organization, by)
    if errors := [
        *_unfit_purpose(purpose, organization),
        *_unfit_file(purpose, content_type, size),
        *_too_many_words(alt_text),
    ]:
        raise Invalid(errors)
    facts: dict[str, Any] = {"content_type": content_type, "size": size, "alt_text": alt_text}
    media = _new(by=by, purpose=purpose, organization=organization, **facts)
    return media, upload_target().policy(media)


def reusable_slot(by: Subject, purpose: str, organization: Organization | None = None) -> MediaFile:
    """Return the person's one waiting upload of this purpose, for a form that knows nothing of the file yet.

    Showing a form again and again leaves one row. Sign it with `upload_target().policy(slot, success_url=…)`.
    """
    _require_upload_for(organization, by)
    if errors := _unfit_purpose(purpose, organization):
        raise Invalid(errors)
    mine = MediaFile.objects.awaiting().filter(
        owner=by.user, purpose=purpose, organization=organization, content_type=""
    )
    if slot := mine.first():
        now = timezone.now()
        # A form that is shown again is not abandoned; see `forget_abandoned`.
        mine.filter(pk=slot.pk, updated_at__lt=now - timedelta(hours=1)).update(updated_at=now)
        return slot
    try:
        with transaction.atomic():
            return _new(by=by, purpose=purpose, organization=organization)
    except IntegrityError:
        return mine.get()  # another request of theirs was quicker


def complete_upload(media: MediaFile, *, by: Subject) -> MediaFile:
    """Say that the file lies in quarantine, so that it is looked at.

    Raises Conflict while it does not, AlreadyDone when this was said before, however far it has come since.
    """
    require(by, "complete", media)
    size = _size_in_quarantine(media)
    with transaction.atomic():
        media = MediaFile.objects.locked_for(media.pk)
        if media.state != AWAITING:
            raise AlreadyDone(f"It is {media.get_state_display().lower()}.", state=media.state, allowed=[])
        if size is None:
            raise Conflict("The file has not arrived: send it to the upload address first.")
        return MEDIA.move(media, "complete", by=by, size=size)


@transactional
def describe(media: MediaFile, *, by: Subject, alt_text: str) -> MediaFile:
    """Change the words that stand for the picture where it cannot be seen."""
    require(by, "edit", media)
    if errors := _too_many_words(alt_text):
        raise Invalid(errors)
    return MEDIA.move(media, "describe", by=by, alt_text=alt_text)


def process(media: MediaFile) -> MediaFile:
    """Look at an uploaded file: publish pictures made from it, or refuse it with the reason.

    Decoding and storing come before the row is locked. Doing all of it again, after a crash, writes the
    same pictures to the same names. The original is deleted when the outcome is committed, whichever it is.
    """
    # Pillow's import would lengthen every cold start, and only the worker needs it.
    from apps.media.attachments import keep_privately
    from apps.media.processing import read_photo

    if media.state != PROCESSING:
        return media
    try:
        if media.is_private:
            return _settle(media, "accept", **keep_privately(media, _original(media)))
        photo = read_photo(_original(media))
    except RefusedError as refused:
        return _settle(media, "refuse", reason=refused.reason.value, refusal=refused.reason.value)
    except FileNotFoundError:
        return _settle(media, "refuse", reason=Refusal.MISSING.value, refusal=Refusal.MISSING.value)
    renditions = {}
    for name, picture in photo.pictures.items():
        key = _publish(f"photos/{media.pk}/{name}-{picture.digest}.webp", picture.content)
        renditions[name.value] = {"key": key, "width": picture.width, "height": picture.height}
    try:
        return _settle(
            media,
            "accept",
            content_type=photo.content_type,
            width=photo.width,
            height=photo.height,
            checksum=photo.checksum,
            perceptual_hash=photo.perceptual_hash,
            renditions=renditions,
        )
    except MediaFile.DoesNotExist:
        for rendition in renditions.values():  # its owner was erased meanwhile
            default_storage.delete(str(rendition["key"]))
        return media


def keep_fetched(media_id: UUID, owner_id: UUID, content: bytes) -> None:
    """Store what was fetched for a file that does not exist yet; doing it again replaces it."""
    key = _key(owner_id, media_id)
    quarantine().delete(key)
    quarantine().save(key, ContentFile(content))


@transactional
def receive_fetched(
    media_id: UUID, *, by: Subject, organization: Organization | None, size: int, content_type: str
) -> MediaFile:
    """Take a photo of a pet that lies in quarantine already (`keep_fetched`), as if it had been uploaded."""
    _require_upload_for(organization, by)
    media = _new(
        by=by,
        purpose=Purpose.PET_PHOTO,
        organization=organization,
        media_id=media_id,
        size=size,
        content_type=content_type,
    )
    return MEDIA.move(media, "complete", by=by, size=size)


def looking_like(media: MediaFile) -> Any:
    """Photos that look like this one and speak against it: taken down before, or sent by somebody else.

    Honest marks and avatars look alike often, so that of these only what was taken down counts.
    """
    if not likeness.says_something(media.perceptual_hash):
        return MediaFile.objects.none()
    suspicious = Q(state=MediaFile.State.REMOVED)
    if media.purpose not in (Purpose.LOGO, Purpose.AVATAR):
        ours = Q(owner=media.owner_id)
        if media.organization_id is not None:
            ours |= Q(organization=media.organization_id)
        suspicious |= ~ours
    rows = MediaFile.objects.exclude(pk=media.pk).filter(suspicious)
    return likeness.looking_like(rows, media.perceptual_hash)


def hand_over(files: Iterable[MediaFile], organization: Organization) -> None:
    """Make files an organisation's own, so that what it uses stays when the person who sent it goes."""
    for media in files:
        MediaFile.objects.filter(pk=media.pk).update(organization=organization)


def delete_files_of(owner_id: UUID) -> None:
    """Delete a person's files and their rows; those of organisations stay. Doing it again is harmless."""
    for media in MediaFile.objects.filter(owner=owner_id, organization=None):
        delete_files(media)
        media.delete()


def delete_files(media: MediaFile) -> None:
    """Delete what is stored of a file, wherever it lies by now. Doing it again is harmless."""
    quarantine().delete(media.key)
    if media.private_key:
        storages["private"].delete(media.private_key)
    for rendition in (media.renditions | media.withheld).values():
        default_storage.delete(rendition["key"])
        quarantine().delete(rendition["key"])


def _require_upload_for(organization: Organization | None, by: Subject) -> None:
    require_for_new(by, "create", MediaFile)
    if organization is not None and not by.capabilities_in(organization.pk):
        raise NotAllowed("You do not act for this organisation.", rule="member_of_organization")


def _new(
    *,
    by: Subject,
    purpose: str,
    organization: Organization | None,
    media_id: UUID | None = None,
    **facts: Any,
) -> MediaFile:
    media_id = media_id or uuid7()
    key = _key(by.user.pk, media_id)
    media: MediaFile = MediaFile.objects.create(
        id=media_id, owner=by.user, organization=organization, purpose=purpose, key=key, **facts
    )
    record("media.requested", media, by=by, to_state=media.state)
    return media


def _key(owner_id: UUID, media_id: UUID) -> str:
    """Where a file lies in quarantine."""
    return f"uploads/{owner_id}/{media_id}"


def _unfit_purpose(purpose: str, organization: Organization | None) -> list[tuple[str, str, str]]:
    if purpose == Purpose.ATTACHMENT and organization is not None:
        return [("/organization", "invalid", "A private file is its person's alone.")]
    if purpose == Purpose.ROUTE and organization is None:
        return [("/organization", "required", "A route belongs to the club that it is sent for.")]
    known = [each for each in Purpose.values if each != Purpose.ROUTE or reader_of(each)]
    return [] if purpose in known else [("/purpose", "unknown", f"Choose one of: {', '.join(known)}.")]


def _unfit_file(purpose: str, content_type: str, size: int) -> list[tuple[str, str, str]]:
    errors = []
    if content_type not in (known := types_of(purpose)):
        errors.append(("/content_type", "unsupported_format", f"Choose one of: {', '.join(known)}."))
    if size < 1:
        errors.append(("/size", "empty", "The file is empty."))
    elif size > most_bytes(purpose):
        errors.append(("/size", "too_large", str(too_large(purpose).label)))
    return errors


def _too_many_words(alt_text: str) -> list[tuple[str, str, str]]:
    if len(alt_text) <= ALT_TEXT_AT_MOST:
        return []
    return [("/alt_text", "max_length", f"Describe it in at most {ALT_TEXT_AT_MOST} characters.")]


def _size_in_quarantine(media: MediaFile) -> int | None:
    try:
        return quarantine().size(media.key)
    except FileNotFoundError:
        return None


def _original(media: MediaFile) -> bytes:
    """Read the file, and one byte more than it may have rather than all of a giant."""
    with quarantine().open(media.key) as file:
        return bytes(file.read(most_bytes(media.purpose) + 1))


def _publish(name: str, content: bytes) -> str:
    """Store under exactly this name; what an attempt before left there, perhaps in halves, goes first."""
    default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def _settle(media: MediaFile, verb: str, *, reason: str = "", **changes: Any) -> MediaFile:
    with transaction.atomic():
        # Its owner may have described it while it was looked at.
        media = MediaFile.objects.locked_for(media.pk)
        MEDIA.move(media, verb, by=system_subject(), reason=reason, **changes)
        key = media.key
        transaction.on_commit(lambda: quarantine().delete(key), robust=True)
    return media
