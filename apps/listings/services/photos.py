"""Which photos a listing has, and which are kept for it while a change waits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from apps.listings.models import Pet, PetPhoto, ProposedPhoto
from apps.media.models import MediaFile
from hearth.kernel.authorization import Subject
from hearth.kernel.models import Revision
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

MOST_PHOTOS = 12
KEPT_AFTER_REFUSAL = timedelta(days=30)


def arrange_photos(pet: Pet, wanted: Sequence[UUID], *, by: Subject) -> None:
    """Make exactly these the listing's photos, in this order; raise Invalid for one that is not free."""
    check_photos(pet, wanted, by)
    put_photos(pet, wanted)


def place_first_photos(pet: Pet, wanted: Sequence[UUID], *, by: Subject) -> None:
    """The same for a listing that was just made, so that nothing can stand on it yet."""
    if wanted:
        _check_number(wanted)
        _refuse_unknown(wanted, free_photos(wanted, by))
        _add(pet, dict(enumerate(wanted)))


def put_photos(pet: Pet, wanted: Sequence[UUID]) -> None:
    """The same with photos that were checked before; nothing is kept for it besides."""
    ProposedPhoto.objects.filter(pet=pet).delete()
    kept = dict(PetPhoto.objects.filter(pet=pet, media__in=wanted).values_list("media_id", "position"))
    PetPhoto.objects.filter(pet=pet).exclude(media__in=wanted).delete()
    for position, media_id in enumerate(wanted):
        if kept.get(media_id, position) != position:
            PetPhoto.objects.filter(pet=pet, media=media_id).update(position=position)
    _add(pet, {position: media_id for position, media_id in enumerate(wanted) if media_id not in kept})
    _forget_what_was_read(pet)


def keep_photos(pet: Pet, wanted: Sequence[UUID]) -> None:
    """Keep for the listing exactly those of a waiting change's photos that do not stand on it yet."""
    shown = set(PetPhoto.objects.filter(pet=pet).values_list("media_id", flat=True))
    new = [media_id for media_id in wanted if media_id not in shown]
    ProposedPhoto.objects.filter(pet=pet).exclude(media__in=new).delete()
    held = set(ProposedPhoto.objects.filter(pet=pet).values_list("media_id", flat=True))
    ProposedPhoto.objects.bulk_create(
        ProposedPhoto(pet=pet, media_id=media_id) for media_id in new if media_id not in held
    )
    _forget_what_was_read(pet)


def let_photos_go(pet: Pet) -> None:
    ProposedPhoto.objects.filter(pet=pet).delete()
    _forget_what_was_read(pet)


@transactional
def let_old_photos_go(now: datetime) -> int:
    """Let go of what is kept from changes that were turned down long ago; return how many photos."""
    waiting = Revision.objects.filter(
        target_type="listings.pet", target_id=OuterRef("pet"), state=Revision.State.OPEN
    )
    old = ProposedPhoto.objects.filter(~Exists(waiting), added_at__lt=now - KEPT_AFTER_REFUSAL)
    return int(old.delete()[0])


def check_photos(pet: Pet, wanted: Sequence[UUID], by: Subject) -> None:
    """Accept own free uploads, and what is on this listing or kept for it already, whoever put it there.

    Locks the new ones: no constraint spans the two tables in which a photo can be taken.
    """
    _check_number(wanted)
    known = set(PetPhoto.objects.filter(pet=pet).values_list("media_id", flat=True))
    known |= set(ProposedPhoto.objects.filter(pet=pet).values_list("media_id", flat=True))
    if new := [media_id for media_id in wanted if media_id not in known]:
        known |= free_photos(new, by)
    _refuse_unknown(wanted, known)


def _check_number(wanted: Sequence[UUID]) -> None:
    if len(wanted) > MOST_PHOTOS:
        raise Invalid([("/images", "too_many", f"At most {MOST_PHOTOS} photos.")])
    if len(set(wanted)) != len(wanted):
        raise Invalid([("/images", "doubled", "A photo stands there twice.")])


def _refuse_unknown(wanted: Sequence[UUID], known: Collection[UUID]) -> None:
    unknown = [index for index, media_id in enumerate(wanted) if media_id not in known]
    if unknown:
        words = "There is no such uploaded, free photo of yours."
        raise Invalid((f"/images/{index}", "does_not_exist", words) for index in unknown)


def free_photos(wanted: Sequence[UUID], by: Subject) -> set[UUID]:
    """Lock those of these uploads that are the person's own and stand nowhere yet; return their ids."""
    # What has not arrived yet could arrive after the review.
    arrived = (MediaFile.State.PROCESSING, MediaFile.State.READY)
    usable = MediaFile.objects.visible_to(by, "edit").filter(
        pk__in=wanted, purpose=MediaFile.Purpose.PET_PHOTO, state__in=arrived
    )
    locked = list(usable.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    shown = PetPhoto.objects.filter(media__in=locked).order_by().values_list("media_id")
    proposed = ProposedPhoto.objects.filter(media__in=locked).order_by().values_list("media_id")
    told = Pet.objects.filter(happy_photo__in=locked).order_by().values_list("happy_photo_id")
    return set(locked) - {media_id for (media_id,) in shown.union(proposed, told)}


def _add(pet: Pet, wanted: Mapping[int, UUID]) -> None:
    """Put photos in their places."""
    PetPhoto.objects.bulk_create(
        PetPhoto(pet=pet, media_id=media_id, position=position) for position, media_id in wanted.items()
    )


def _forget_what_was_read(pet: Pet) -> None:
    for name in ("photos", "proposed_photos"):
        getattr(pet, "_prefetched_objects_cache", {}).pop(name, None)
