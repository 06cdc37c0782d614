from apps.media import addresses, removal, services
from apps.media.models import MediaFile
from apps.media.registrations import REVIEW
from apps.moderation import services as moderation
from apps.moderation.models import Decision
from apps.moderation.services.reports import follow_target
from apps.notifications.services import notify
from hearth.kernel.authorization import system_subject
from hearth.kernel.edge import hides
from hearth.kernel.events import NotNeeded, on
from hearth.kernel.models import Event


@on("media.uploaded")
def look_at_upload(event: Event) -> None:
    """Make the published pictures, or say why there are none.

    It runs in its delivery's transaction, which holds that delivery and, only at the very end, the file's
    row: somebody who edits the file meanwhile does not wait for the decoder.
    """
    media = MediaFile.objects.filter(pk=event.target_id).first()
    if media is not None:  # else its owner was erased meanwhile
        services.process(media)


@on("user.erased")
def delete_files(event: Event) -> None:
    """Delete the files of an erased person: storage is outside the erasure's own transaction."""
    services.delete_files_of(event.target_id)


@on("media.ready")
def look_for_twins(event: Event) -> None:
    """Show reviewers a photo that looks like one that was taken down, or like one of somebody else."""
    media = MediaFile.objects.select_for_update(no_key=True).filter(pk=event.target_id).first()
    if media is None or not media.is_ready or moderation.waiting(media).exists():
        return
    if services.looking_like(media).exists():
        moderation.open_item(media, by=system_subject())


@on("media.removed", "media.restored")
def move_files(event: Event) -> None:
    """Bring the files to where the decision says: storage is outside the decision's transaction."""
    media = MediaFile.objects.filter(pk=event.target_id).first()
    if media is not None:
        removal.move_files(media)


@on("media.let_go")
def delete_what_was_let_go(event: Event) -> None:
    """Delete a photo that its people show no more, and close what waits about it."""
    media = MediaFile.objects.select_for_update(no_key=True).filter(pk=event.target_id).first()
    if media is None:
        raise NotNeeded("it is gone")
    if removal.delete_let_go(media):
        media.pk = event.target_id
        moderation.withdraw_item(media)
        follow_target(REVIEW.kind, media.pk, removed=False)


@on("media.readdressed")
def forget_old_addresses(event: Event) -> None:
    """Delete the pictures at the addresses that everybody knew, now that the row names the new ones."""
    media = MediaFile.objects.filter(pk=event.target_id).first()
    addresses.forget_old_addresses(media, event.data["keys"])


@on("media.removed")
def tell_owner(event: Event) -> None:
    media = MediaFile.objects.select_related("owner").filter(pk=event.target_id).first()
    if media is None:
        raise NotNeeded("it is gone")
    decision = Decision.objects.get(pk=event.data["decision"])
    notify(
        media.owner,
        event.name,
        about=media,
        context={
            "path": "/",
            "purpose": media.get_purpose_display(),
            "alt_text": media.alt_text,
            "reason": REVIEW.reason_label(event.reason),
            "reason_code": event.reason,
            "note": decision.note,
        },
    )


hides("media.removed", paths=("/", "/?*", "/rescues*", "/api/v1/organizations*", "/media/photos/*"))
hides("media.deleted", "media.hidden", paths=("/media/photos/*",))
