"""Verbs of listings. Decisions on them come through `apps.moderation.services.decide` alone."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.listings.choices import Moderation
from apps.listings.models import Pet, PetPhoto
from apps.listings.workflows import PET
from apps.media.models import MediaFile
from apps.media.services import hand_over
from apps.moderation import services as moderation
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid, NotAllowed
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import check_seen

MODERATED = {"species", "description", "adoption_fee", "adoption_fee_currency", "images"}
"""DOMAIN's list: a change to one of these on a published pet is reviewed before it is shown."""
MOST_PHOTOS = 12


@transactional
def create_pet(*, by: Subject, organization: Organization | None = None, **given: Any) -> Pet:
    """List a pet, for oneself or for an organisation in which one may; it starts as a draft.

    `images` are the ids of own uploads in their order, here and in `edit_pet`.
    """
    require_for_new(by, "create", Pet)
    if organization is not None and "manage_listings" not in by.capabilities_in(organization.pk):
        raise NotAllowed(
            "You do not list pets for this organisation.", rule="manage_listings_in_organization"
        )
    images, bonded, columns = _taken_apart(given)
    pet = Pet(user=by.user, organization=organization, **columns)
    pet.full_clean(validate_constraints=False)
    pet.save(force_insert=True)
    _arrange_photos(pet, images or [], by=by)
    if bonded:
        pet.bonded_with.set(bonded)
    record("pet.created", pet, by=by, to_state=pet.moderation)
    return pet


@transactional
def create_and_submit_pet(*, by: Subject, **given: Any) -> Pet:
    """List a pet and send it for review in one go when nothing is missing; else it stays a draft."""
    pet = create_pet(by=by, **given)
    return pet if pet.missing() else submit_pet(pet, by=by)


@transactional
def edit_pet(pet: Pet, *, by: Subject, seen_version: str = "", **given: Any) -> Pet:
    """Change a listing. A published one goes back to review when something moderated changed.

    Raises StaleVersion when the caller says that they saw another version than the present one.
    """
    require(by, "edit", pet)
    PET.guard(pet, "edit", by=by)
    check_seen(pet, seen_version)
    images, bonded, columns = _taken_apart(given)
    changed = {name for name, value in columns.items() if getattr(pet, name) != value}
    if images is not None and [photo.media_id for photo in pet.photo_list] != images:
        changed.add("images")
    new_bonds = bonded is not None and {pet.pk for pet in bonded} != set(
        pet.bonded_with.values_list("pk", flat=True)
    )
    if not changed and not new_bonds:
        return pet
    for name in changed & columns.keys():
        setattr(pet, name, columns[name])
    pet.full_clean(validate_constraints=False)
    verb = "revise" if pet.moderation == Moderation.APPROVED and changed & MODERATED else "edit"
    cleaned = {name: getattr(pet, name) for name in changed & columns.keys()}
    PET.move(pet, verb, by=by, data={"fields": sorted(changed)}, **cleaned)
    if "images" in changed:
        _arrange_photos(pet, images or [], by=by)
    if new_bonds:
        pet.bonded_with.set(bonded or [])
    if verb == "revise":
        moderation.open_item(pet, by=by)
    else:
        moderation.refresh_item(pet)
    return pet


@transactional
def submit_pet(pet: Pet, *, by: Subject) -> Pet:
    """Ask for publication; raise Invalid with one entry per missing item."""
    return _send_for_review(pet, "submit", by)


@transactional
def resubmit_pet(pet: Pet, *, by: Subject) -> Pet:
    return _send_for_review(pet, "resubmit", by)


@transactional
def withdraw_pet(pet: Pet, *, by: Subject) -> Pet:
    require(by, "withdraw", pet)
    PET.move(pet, "withdraw", by=by)
    moderation.withdraw_item(pet)
    return pet


@transactional
def delete_or_withdraw_pet(pet: Pet, *, by: Subject) -> None:
    """Delete a draft; anything that others have seen is withdrawn instead."""
    if pet.moderation != Moderation.DRAFT:
        withdraw_pet(pet, by=by)
        return
    require(by, "delete", pet)
    locked = Pet.objects.select_for_update(no_key=True).get(pk=pet.pk)
    PET.guard(locked, "submit", by=by)
    record("pet.deleted", locked, by=by, from_state=locked.moderation)
    locked.delete()


@transactional
def note_photo_change(pet: Pet, *, by: Subject) -> Pet:
    """Give the listing a new version because a photo of it was prepared, refused or described.

    A reviewer decides on what they saw, and nobody's cached answer stays without it.
    """
    PET.move(pet, "photo_changed", by=by)
    moderation.refresh_item(pet)
    return pet


@transactional
def give_back_without_photo(pet: Pet, *, by: Subject) -> Pet:
    """Return a waiting listing whose photos all turned out to be unusable."""
    PET.move(pet, "return_without_photo", by=by, reason="photos_unusable")
    moderation.withdraw_item(pet)
    return pet


def forget_listings_of(person: User) -> None:
    """Take an erased person's own listings down; what they listed for an organisation stays, with its photos.

    Words and places of the own ones are blanked by the erasure itself, which knows the columns.
    """
    for photo in PetPhoto.objects.filter(
        media__owner=person.pk, media__organization=None, pet__organization__isnull=False
    ).select_related("media", "pet__organization"):
        hand_over([photo.media], photo.pet.organization)
    system = system_subject()
    own = Pet.objects.filter(user=person.pk, organization=None).order_by("pk")
    for pet in own.select_for_update(no_key=True):
        if pet.moderation in (Moderation.DRAFT, *PET.of["withdraw"].from_):
            delete_or_withdraw_pet(pet, by=system)
    PetPhoto.objects.filter(pet__in=own).delete()


def _send_for_review(pet: Pet, verb: str, by: Subject) -> Pet:
    require(by, verb, pet)
    PET.guard(pet, verb, by=by)
    if missing := pet.missing():
        raise Invalid((f"/{field}", "missing", message) for field, message in missing)
    PET.move(pet, verb, by=by)
    moderation.open_item(pet, by=by)
    return pet


def _taken_apart(given: dict[str, Any]) -> tuple[list[UUID] | None, list[Pet] | None, dict[str, Any]]:
    """Split input into photos, bonds and plain columns; the microchip number is hashed on its way."""
    columns = dict(given)
    images, bonded = columns.pop("images", None), columns.pop("bonded_with", None)
    if "microchip" in columns:
        number = columns.pop("microchip")
        columns["microchip_hash"] = microchip_hash(number) if number else ""
        columns["microchip_last4"] = number[-4:]
    return images, bonded, columns


def microchip_hash(number: str) -> str:
    """A keyed hash: equal numbers can be found, but the number cannot be read back."""
    return salted_hmac(
        "apps.listings.microchip", number, secret=settings.MICROCHIP_KEY, algorithm="sha256"
    ).hexdigest()


def _arrange_photos(pet: Pet, wanted: Sequence[UUID], *, by: Subject) -> None:
    """Make exactly these the listing's photos, in this order."""
    _check_photos(pet, wanted, by)
    kept = dict(PetPhoto.objects.filter(pet=pet, media__in=wanted).values_list("media_id", "position"))
    PetPhoto.objects.filter(pet=pet).exclude(media__in=wanted).delete()
    for position, media_id in enumerate(wanted):
        if media_id not in kept:
            PetPhoto.objects.create(pet=pet, media_id=media_id, position=position)
        elif kept[media_id] != position:
            PetPhoto.objects.filter(pet=pet, media=media_id).update(position=position)
    getattr(pet, "_prefetched_objects_cache", {}).pop("photos", None)


def _check_photos(pet: Pet, wanted: Sequence[UUID], by: Subject) -> None:
    """Accept own free uploads, and what is on this listing already, whoever put it there."""
    if len(wanted) > MOST_PHOTOS:
        raise Invalid([("/images", "too_many", f"At most {MOST_PHOTOS} photos.")])
    if len(set(wanted)) != len(wanted):
        raise Invalid([("/images", "doubled", "A photo stands there twice.")])
    # What has not arrived yet could arrive after the review.
    arrived = (MediaFile.State.PROCESSING, MediaFile.State.READY)
    usable = MediaFile.objects.visible_to(by, "edit").filter(pet_photo__isnull=True, state__in=arrived)
    known = set(
        usable.filter(pk__in=wanted, purpose=MediaFile.Purpose.PET_PHOTO).values_list("pk", flat=True)
    )
    known |= set(pet.photos.values_list("media_id", flat=True))
    unknown = [index for index, media_id in enumerate(wanted) if media_id not in known]
    if unknown:
        words = "There is no such uploaded, free photo of yours."
        raise Invalid((f"/images/{index}", "does_not_exist", words) for index in unknown)
