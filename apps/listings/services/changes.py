"""Changes of published listings: what is approved stays in its row, what is wanted waits in a revision.

Every verb here gives the listing a new version, so that of two people who change it at once one is refused;
`updated_at` stays, for what everybody sees has not changed.
"""

import copy
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.listings.changes import KIND, OPEN, forget_change, photos_among, waiting_data
from apps.listings.choices import Moderation
from apps.listings.models import DESCRIPTION_AT_LEAST, Pet
from apps.listings.moderated import approved_values, as_columns, as_values
from apps.listings.services.photos import check_photos, keep_photos, let_photos_go, put_photos
from apps.listings.workflows import PET
from apps.moderation import services as moderation
from hearth.kernel import revisions
from hearth.kernel.authorization import Subject, require
from hearth.kernel.models import Event, Revision
from hearth.kernel.problems import AlreadyDone, Conflict, Invalid, WrongState
from hearth.kernel.transactions import transactional

VERBS_OF_CHANGES = frozenset({"approve_change", "reject_change", "withdraw_change"})


@transactional
def propose_change(pet: Pet, given: Mapping[str, Any], *, by: Subject) -> Pet:
    """Let wanted values of moderated fields wait, merged over what waits already.

    What is wanted again as it is approved leaves the change; with nothing left it is taken back. Raises
    Invalid for what could not stand in a published listing.
    """
    approved, latest = approved_values(pet), revisions.latest_of([pet]).get(pet.pk)
    waiting = latest if latest is not None and latest.state == OPEN else None
    before = revisions.proposed(approved, waiting)
    wanted = {**before, **as_values(given)}
    if wanted == before:
        return pet
    if wanted == approved:
        return withdraw_change(pet, by=by)
    number = latest.number + 1 if latest is not None else 1
    fields = sorted(change.field for change in revisions.difference(before, wanted))
    _move_unseen(pet, "revise", by=by, number=number, fields=fields)
    _check(pet, wanted, by)
    revisions.propose(pet, approved, wanted, by=by)
    forget_change(pet)
    keep_photos(pet, _ids(wanted))
    if waiting is None:
        moderation.receive(pet, by=by, kind=KIND)
    else:
        moderation.refresh_item(pet)
    return pet


def without_what_is_approved(pet: Pet, given: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says of a published listing only what everybody sees already."""
    if pet.moderation != Moderation.APPROVED:
        return dict(given)
    approved = approved_values(pet)
    said = as_values({name: value for name, value in given.items() if name in approved})
    return {name: value for name, value in given.items() if name not in said or said[name] != approved[name]}


@transactional
def withdraw_change(pet: Pet, *, by: Subject) -> Pet:
    """Give the waiting change up; the listing stays as everybody sees it."""
    require(by, "withdraw_change", pet)
    PET.guard(pet, "withdraw_change", by=by)
    check_change_waits(pet, by=by)
    PET.move(pet, "withdraw_change", by=by, updated_at=pet.updated_at)
    drop_change(pet)
    return pet


def drop_change(pet: Pet) -> None:
    """Close what waits, its item and the photos kept for it, with the verb that makes it pointless."""
    revisions.settle(pet, Revision.State.SUPERSEDED)
    forget_change(pet)
    let_photos_go(pet)
    moderation.withdraw_item(pet, KIND)


def settle_change(pet: Pet, action: str) -> None:
    """Bring the decided change to its end, after the verb that wrote its columns.

    The photos of one that was turned down stay kept, so that another attempt can use them.
    """
    forget_change(pet)
    if action != "approve":
        revisions.settle(pet, Revision.State.REJECTED)
        return
    settled = revisions.settle(pet, Revision.State.APPROVED)
    if settled is not None and "images" in settled.data:
        put_photos(pet, _ids(settled.data))
    # A sample of what was published waits on, and reads otherwise from here on.
    moderation.refresh_item(pet)


def reopen_change(pet: Pet) -> None:
    """Let the change that was turned down last wait once more, after the verb that says so.

    Photos that are not kept any more stay out of it.
    """
    latest = revisions.latest_of([pet]).get(pet.pk)
    if latest is None or latest.state != Revision.State.REJECTED or pet.moderation != Moderation.APPROVED:
        return
    data = dict(latest.data)
    if "images" in data:
        data["images"] = [str(file.pk) for file in photos_among(pet, data["images"])]
    if not data.get("images", True):
        del data["images"]
    approved = approved_values(pet)
    revisions.propose(pet, approved, {**approved, **data}, by=Subject(user=latest.by))
    forget_change(pet)


def check_change_waits(pet: Pet, *, by: Subject) -> None:
    """Raise WrongState unless a change waits, AlreadyDone for who has just taken it back."""
    if waiting_data(pet) is not None:
        return
    facts: dict[str, Any] = {
        "state": pet.moderation,
        "allowed": [name for name in PET.allowed(pet) if name not in VERBS_OF_CHANGES],
    }
    events = Event.objects.filter(target_type=pet._meta.label_lower, target_id=pet.pk)
    last, event = events.order_by("-sequence").first(), PET.of["withdraw_change"].event
    if last and last.name == event and by.user and last.actor_id == by.user.pk:
        raise AlreadyDone("You took it back already.", **facts)
    raise WrongState("No change of it waits.", **facts)


def check_change_can_be_shown(pet: Pet) -> None:
    """Raise Conflict while a photo of the waiting change is being prepared, or when none is usable."""
    data = waiting_data(pet)
    if data is None:
        raise WrongState("No change of it waits.", state=pet.moderation, allowed=[])
    files = photos_among(pet, data["images"]) if "images" in data else [p.media for p in pet.photo_list]
    if not all(file.is_settled for file in files) or not any(file.is_ready for file in files):
        raise Conflict("Its photos are still being prepared, or none can be used.", reason="photo_not_ready")


@transactional
def note_photo_change(pet: Pet, *, by: Subject, is_public: bool = True) -> Pet:
    """Give the listing a new version because a photo of it was prepared, refused or described.

    A reviewer decides on what they saw, and nobody's cached answer stays without it. Where it stands in a
    change that waits, that gets a new number; with `is_public=False` it stands nowhere else.
    """
    waiting = revisions.pending(pet)
    if waiting is not None and "images" in waiting.data:
        _move_unseen(pet, "photo_changed", by=by, number=waiting.number + 1, fields=["images"])
        revisions.renumber(pet)
        forget_change(pet)
    elif is_public:
        PET.move(pet, "photo_changed", by=by)
    moderation.refresh_item(pet)
    return pet


def _move_unseen(pet: Pet, verb: str, *, by: Subject, number: int, fields: list[str]) -> None:
    """Move so that of what everybody reads only the version tells; the event knows which number came when."""
    told = {"fields": fields, "revision": number, "version": pet.version + 1}
    PET.move(pet, verb, by=by, data=told, updated_at=pet.updated_at)


def _check(pet: Pet, wanted: Mapping[str, Any], by: Subject) -> None:
    """Hold the listing as it would be to the rules of one that is sent for review."""
    check_photos(pet, _ids(wanted), by)
    changed = copy.copy(pet)
    for name, value in as_columns(wanted).items():
        setattr(changed, name, value)
    changed.full_clean(validate_constraints=False)
    refusals = []
    if len(changed.description.strip()) < DESCRIPTION_AT_LEAST:
        words = f"Describe {pet.name} in at least {DESCRIPTION_AT_LEAST} characters."
        refusals.append(("/description", "missing", words))
    if not wanted["images"]:
        refusals.append(("/images", "missing", "Keep at least one photo; add the new one first."))
    if refusals:
        raise Invalid(refusals)


def _ids(wanted: Mapping[str, Any]) -> list[UUID]:
    return [UUID(pk) for pk in wanted["images"]]
