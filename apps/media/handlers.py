from apps.media import services
from apps.media.models import MediaFile
from hearth.kernel.events import on
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
