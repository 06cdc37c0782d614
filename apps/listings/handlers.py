from apps.listings.choices import Moderation
from apps.listings.models import Pet, PetPhoto
from apps.listings.registrations import REVIEW
from apps.listings.services import give_back_without_photo, note_photo_change
from apps.moderation.models import Decision
from apps.notifications.services import notify
from hearth.kernel.authorization import system_subject
from hearth.kernel.edge import hides
from hearth.kernel.events import on
from hearth.kernel.models import Event

PHOTOS_UNUSABLE = "None of the photos could be used; please add another one"


@on("pet.approved", "pet.changes_requested", "pet.rejected", "pet.removed")
def tell_owner(event: Event) -> None:
    """Tell the person who listed the pet what was decided, and why."""
    pet = Pet.objects.select_related("user").filter(pk=event.target_id).first()
    if pet is None:
        return
    decision = Decision.objects.filter(pk=event.data.get("decision")).first()
    reason = REVIEW.reason_label(event.reason) or (PHOTOS_UNUSABLE if event.reason else "")
    notify(
        pet.user,
        event.name,
        about=pet,
        context={
            "pet_name": pet.name,
            "path": pet.get_absolute_url(),
            "reason": reason,
            "reason_code": event.reason,
            "note": decision.note if decision else "",
        },
    )


@on("media.ready", "media.refused", "media.described")
def follow_photos(event: Event) -> None:
    """Carry what became of a photo to its listing; with no usable photo left, a waiting one goes back."""
    photo = PetPhoto.objects.select_related("pet").filter(media=event.target_id).first()
    if photo is None or photo.added_at > event.occurred_at:
        return
    pet = note_photo_change(photo.pet, by=system_subject())
    photos = pet.photos.select_related("media")
    if pet.moderation == Moderation.PENDING and all(other.media.is_refused for other in photos):
        give_back_without_photo(pet, by=system_subject())


hides(
    *("pet.revised", "pet.removed", "pet.withdrawn", "pet.deleted", "placement.moved", "placement.ended"),
    *("organization.suspended", "organization.archived", "user.suspended", "user.erased"),
    paths=("/", "/?*", "/pets*", "/rescues*", "/api/v1/pets*", "/api/v1/organizations*"),
)
