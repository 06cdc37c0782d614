"""Private files of a ride: for who may come along, and nobody else."""

from uuid import UUID

from apps.media import attachments
from apps.media.models import MediaFile
from apps.rides.models import Ride, RideAttachment
from apps.rides.services.locking import locked_ride
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid
from hearth.kernel.transactions import transactional

FILES_AT_MOST = 20


@transactional
def attach_file(ride: Ride, *, by: Subject, media: UUID, name: str) -> RideAttachment:
    """Attach one's own upload; raise Invalid for any other, Conflict for one that is in use."""
    require(by, "attach", ride)
    ride = locked_ride(ride)
    require(by, "attach", ride)
    uploads = MediaFile.objects.filter(owner=by.id, purpose=MediaFile.Purpose.ATTACHMENT)
    file = uploads.select_for_update(no_key=True).filter(pk=media).first()
    if file is None or not file.has_arrived:
        words = "There is no such file of yours: upload it as an `attachment` first."
        raise Invalid([("/media", "does_not_exist", words)])
    if file.used_at is not None:
        raise Conflict("This file belongs to something already: upload it again.", rule="file_in_use")
    if RideAttachment.objects.filter(ride=ride).count() >= FILES_AT_MOST:
        raise Conflict(f"A ride has {FILES_AT_MOST} files at most.", rule="files_at_most")
    made = RideAttachment(
        ride=ride, organization_id=ride.organization_id, media=file, name=name.strip(), user=by.user
    )
    made.full_clean(exclude=["ride", "organization", "media", "user"])
    made.save(force_insert=True)
    attachments.use([file.pk])
    record("ride.file_attached", ride, by=by, data={"attachment": str(made.pk)})
    return made


@transactional
def remove_file(attachment: RideAttachment, *, by: Subject) -> None:
    """Take a file off a ride; the upload is forgotten like any that nothing refers to."""
    require(by, "delete", attachment)
    ride = locked_ride(attachment.ride)
    if not RideAttachment.objects.filter(pk=attachment.pk).exists():
        return
    take_off(ride, attachment, by=by)


def take_off(ride: Ride, attachment: RideAttachment, *, by: Subject) -> None:
    """The same for who was asked already; the caller holds the ride's lock."""
    pk, media = str(attachment.pk), attachment.media_id
    attachment.delete()
    attachments.let_go([media])
    record("ride.file_removed", ride, by=by, data={"attachment": pk})
