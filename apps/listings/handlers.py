from apps.accounts.models import User
from apps.listings.choices import Moderation, Placement
from apps.listings.models import Pet, PetPhoto, ProposedPhoto
from apps.listings.people import who_answers_for
from apps.listings.registrations import CHANGE, REVIEW
from apps.listings.services import (
    give_back_without_photo,
    note_photo_change,
    publish_when_trusted,
)
from apps.listings.services.places import locate_pets
from apps.media.addresses import readdress
from apps.moderation.models import Decision
from apps.notifications.services import notify
from hearth.kernel.authorization import system_subject
from hearth.kernel.edge import hides
from hearth.kernel.events import NotNeeded, on, record_each
from hearth.kernel.models import Event

AT_ONCE = 500
PHOTOS_UNUSABLE = "None of the photos could be used; please add another one"


@on("pet.approved", "pet.changes_requested", "pet.rejected", "pet.removed")
def tell_owner(event: Event) -> None:
    """Tell the person who listed the pet what was decided, and why."""
    pet = Pet.objects.select_related("user").filter(pk=event.target_id).first()
    if pet is not None:
        reason = REVIEW.reason_label(event.reason) or (PHOTOS_UNUSABLE if event.reason else "")
        _tell_of_decision(event, pet, pet.user, reason)


@on("pet.change_approved", "pet.change_rejected")
def tell_who_changed_it(event: Event) -> None:
    """Tell whoever proposed a change what was decided; not of one that was shown at once."""
    decision = Decision.objects.select_related("submitter").filter(pk=event.data.get("decision")).first()
    pet = Pet.objects.filter(pk=event.target_id).first()
    if pet is not None and decision is not None:
        _tell_of_decision(event, pet, decision.submitter, CHANGE.reason_label(event.reason), decision)


@on("pet.reminded", "pet.expired")
def ask_who_answers_for_it(event: Event) -> None:
    """Ask whether the pet still looks for a home; the link that answers is put in when the mail goes out."""
    pet = Pet.objects.select_related("user", "organization").filter(pk=event.target_id).first()
    if pet is None or pet.moderation != (event.to_state or Moderation.APPROVED):
        return
    facts = {"pet_name": pet.name, "path": pet.get_absolute_url()}
    if event.name == "pet.reminded":
        if pet.expires_at is None or not pet.reminders:  # answered meanwhile
            return
        facts |= {"until": pet.expires_at.isoformat(), "days": event.data["days"]}
    for person in who_answers_for(pet):
        notify(person, event.name, about=pet, context=facts)


@on("pet.trial_ends")
def ask_how_the_trial_went(event: Event) -> None:
    """Ask whoever answers for the pet whether it stays; not when they have said so meanwhile."""
    pet = Pet.objects.select_related("user", "organization").filter(pk=event.target_id).first()
    if pet is None or pet.placement != Placement.TRIAL or str(pet.trial_until) != event.data["until"]:
        return
    facts = {"pet_name": pet.name, "path": pet.get_absolute_url(), "until": event.data["until"]}
    for person in who_answers_for(pet):
        notify(person, event.name, about=pet, context=facts)


@on("pet.reserved")
def tell_of_companions(event: Event) -> None:
    """Remind the people of a bonded pet of its companions, when they promise one of them alone."""
    pet = Pet.objects.select_related("user", "organization").filter(pk=event.target_id).first()
    if pet is None or pet.placement != Placement.RESERVED:
        return
    waiting = Pet.objects.live().filter(pk__in=[other["id"] for other in pet.companions])
    if names := list(waiting.order_by("name", "pk").values_list("name", flat=True)):
        facts = {"pet_name": pet.name, "path": pet.get_absolute_url(), "companions": names}
        for person in who_answers_for(pet):
            notify(person, "pet.companion_waits", about=pet, context=facts)


@on("media.ready", "media.refused", "media.described", "media.removed", "media.restored")
def follow_photos(event: Event) -> None:
    """Carry what became of a photo to its listing; with no usable photo left, a waiting one goes back.

    What a trusted person sent, and what waited for this photo alone, is published.
    """
    for model in (PetPhoto, ProposedPhoto):
        place = model._default_manager.select_related("pet").filter(media=event.target_id).first()
        if place is not None and place.added_at <= event.occurred_at:
            _follow(place.pet, is_public=model is PetPhoto)
    if (home := Pet.objects.filter(happy_photo=event.target_id).first()) is not None:
        note_photo_change(home, by=system_subject())


@on("organization.suspended", "organization.archived")
def hide_listings_of(event: Event) -> None:
    """Say of each listing that it is hidden with its organisation; then its photos follow."""
    pets = Pet.objects.filter(organization=event.target_id, moderation=Moderation.APPROVED).order_by("pk")
    some = list(pets[:AT_ONCE])
    while some:
        record_each("pet.hidden", some, by=system_subject(), state=Moderation.APPROVED, data={})
        some = list(pets.filter(pk__gt=some[-1].pk)[:AT_ONCE])


@on("pet.withdrawn", "pet.removed", "pet.transferred", "pet.reclaimed", "pet.died", "pet.hidden")
def take_photos_out_of_the_public(event: Event) -> None:
    """Let the addresses of its photos lead nowhere, once nobody but its people sees the listing any more.

    An expired one keeps them, since a click of its people brings it back. An appeal that was granted
    meanwhile, too.
    """
    pet = Pet.objects.filter(pk=event.target_id).first()
    if pet is None or Pet.objects.in_public().filter(pk=pet.pk).exists():
        raise NotNeeded("it is gone, or shown again")
    moved = [readdress(place.media, after=event.pk) for place in pet.photos.select_related("media")]
    if any(moved):
        note_photo_change(pet, by=system_subject())


@on("organization.edited")
def follow_address(event: Event) -> None:
    """Move an organisation's listings to where it is by now."""
    if {"suburb", "region", "latitude", "longitude"} & set(event.data.get("fields", ())):
        locate_pets(Pet.objects.filter(organization=event.target_id))


def _follow(pet: Pet, *, is_public: bool) -> None:
    note_photo_change(pet, by=system_subject(), is_public=is_public)
    photos = pet.photos.select_related("media")
    if pet.moderation == Moderation.PENDING and not any(photo.media.has_arrived for photo in photos):
        give_back_without_photo(pet, by=system_subject())
    else:
        publish_when_trusted(pet)


def _tell_of_decision(
    event: Event, pet: Pet, person: User, reason: str, decision: Decision | None = None
) -> None:
    decision = decision or Decision.objects.filter(pk=event.data.get("decision")).first()
    notify(
        person,
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


hides(
    *("pet.change_approved", "pet.removed", "pet.expired", "pet.withdrawn", "pet.deleted"),
    *("pet.returned", "pet.ending_told", "pet.transferred", "pet.reclaimed", "pet.died"),
    *("placement.moved", "placement.ended"),
    *("organization.suspended", "organization.archived", "user.suspended", "user.erased"),
    paths=(
        *("/", "/?*", "/pets*", "/happy-endings*", "/rescues*"),
        *("/api/v1/pets*", "/api/v1/happy-endings*", "/api/v1/organizations*"),
    ),
)
