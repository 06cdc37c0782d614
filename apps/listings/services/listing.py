"""Verbs of a listing itself. Decisions on it come through `apps.moderation.services.decide` alone."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from apps.listings import reservations
from apps.listings.choices import Moderation
from apps.listings.models import Pet
from apps.listings.moderated import LABELS
from apps.listings.services.bonds import bond, take_bonded
from apps.listings.services.changes import drop_change, propose_change
from apps.listings.services.photos import arrange_photos, place_first_photos
from apps.listings.services.placement import without_promise
from apps.listings.services.places import locate, position_of
from apps.listings.workflows import PET
from apps.media import removal
from apps.moderation import services as moderation
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid, NotAllowed
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import check_seen


@transactional
def create_pet(*, by: Subject, organization: Organization | None = None, **given: Any) -> Pet:
    """List a pet, for oneself or for an organisation in which one may; it starts as a draft.

    `images` are the ids of own uploads in their order, here and in `edit_pet`.
    """
    return _create(organization, given, by)


@transactional
def create_and_submit_pet(*, by: Subject, organization: Organization | None = None, **given: Any) -> Pet:
    """List a pet and send it for review in one go when nothing is missing; else it stays a draft."""
    pet = _create(organization, given, by)
    return pet if pet.missing() else _send_for_review(pet, "submit", by)


def _create(organization: Organization | None, given: dict[str, Any], by: Subject) -> Pet:
    require_for_new(by, "create", Pet)
    if organization is not None and "manage_listings" not in by.capabilities_in(organization.pk):
        raise NotAllowed(
            "You do not list pets for this organisation.", rule="manage_listings_in_organization"
        )
    images, bonded, columns = _taken_apart(given)
    pet = Pet(user=by.user, organization=organization, **columns)
    # Who lists it, and for whom, was looked up already; no column of ours is unique but the new id.
    pet.full_clean(exclude={"user", "organization"}, validate_unique=False, validate_constraints=False)
    pet.latitude, pet.longitude = position_of(pet) or (None, None)
    pet.save(force_insert=True)
    place_first_photos(pet, images or [], by=by)
    if bonded and take_bonded(pet, bonded):
        bond(pet, bonded, by=by)
    record("pet.created", pet, by=by, to_state=pet.moderation)
    return pet


@transactional
def edit_pet(pet: Pet, *, by: Subject, seen_version: str = "", **given: Any) -> Pet:
    """Change a listing. What is moderated of a published one waits for review, the rest changes at once.

    Raises StaleVersion when the caller says that they saw another version than the present one.
    """
    require(by, "edit", pet)
    PET.guard(pet, "edit", by=by)
    check_seen(pet, seen_version)
    moderated = {}
    if pet.moderation == Moderation.APPROVED:
        moderated = {name: given.pop(name) for name in LABELS if name in given}
    _edit_at_once(pet, given, by)
    if moderated:
        propose_change(pet, moderated, by=by)
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
    photo = pet.happy_photo
    PET.move(pet, "withdraw", by=by, **{"happy_photo": None, **without_promise(pet)})
    if photo is not None:
        removal.let_go(photo, by=by)
    drop_change(pet)
    moderation.withdraw_item(pet)
    reservations.left(pet, by=by)
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


def microchip_hash(number: str) -> str:
    """A keyed hash: equal numbers can be found, but the number cannot be read back."""
    return salted_hmac(
        "apps.listings.microchip", number, secret=settings.MICROCHIP_KEY, algorithm="sha256"
    ).hexdigest()


def _edit_at_once(pet: Pet, given: dict[str, Any], by: Subject) -> None:
    images, bonded, columns = _taken_apart(given)
    changed = {name for name, value in columns.items() if getattr(pet, name) != value}
    if images is not None and [photo.media_id for photo in pet.photo_list] != images:
        changed.add("images")
    if bonded is not None and take_bonded(pet, bonded):
        changed.add("bonded_with")
    if not changed:
        return
    for name in changed & columns.keys():
        setattr(pet, name, columns[name])
    pet.full_clean(validate_constraints=False)
    cleaned = {name: getattr(pet, name) for name in changed & columns.keys()}
    if {"suburb", "region"} & changed:
        cleaned |= locate(pet)
    PET.move(pet, "edit", by=by, data={"fields": sorted(changed)}, **cleaned)
    if "images" in changed:
        arrange_photos(pet, images or [], by=by)
    if "bonded_with" in changed:
        bond(pet, bonded or [], by=by)
    moderation.refresh_item(pet)


def _send_for_review(pet: Pet, verb: str, by: Subject) -> Pet:
    require(by, verb, pet)
    PET.guard(pet, verb, by=by)
    if missing := pet.missing():
        raise Invalid((f"/{field}", "missing", message) for field, message in missing)
    PET.move(pet, verb, by=by)
    moderation.receive(pet, by=by)
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
