"""Photos that a file names by their addresses: fetched once each, after the rows, outside transactions."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from apps.listings.changes import proposed_values
from apps.listings.choices import Moderation
from apps.listings.models import FetchedPhoto, Pet
from apps.listings.services import MOST_PHOTOS, edit_pet
from apps.media.fetching import NotFetchedError, check_address, fetch
from apps.media.services import keep_fetched, receive_fetched
from hearth.kernel.authorization import Subject
from hearth.kernel.jobs import Work
from hearth.kernel.models import Job
from hearth.kernel.problems import Conflict, Invalid

if TYPE_CHECKING:
    from apps.listings.importing.rows import Outcome

SECONDS_AT_ONCE = 25
WAITING, TAKEN, FAILED = FetchedPhoto.State.WAITING, FetchedPhoto.State.TAKEN, FetchedPhoto.State.FAILED
Errors = list[dict[str, str]]


@dataclass(frozen=True)
class Brought:
    """What came of one address: a file in quarantine, or the reason why not."""

    photo: UUID
    size: int = 0
    content_type: str = ""
    problem: str = ""


def checked(cell: str) -> tuple[list[str], Errors]:
    """Split a cell into the addresses that may be fetched, and what is wrong with the others."""
    addresses = list(dict.fromkeys(cell.split()))
    good, errors = [], []
    for address in addresses[:MOST_PHOTOS]:
        try:
            check_address(address)
        except NotFetchedError as error:
            errors.append(_error(address, error.words))
        else:
            good.append(address)
    errors += [_error(address, f"At most {MOST_PHOTOS} photos.") for address in addresses[MOST_PHOTOS:]]
    return good, errors


def remember(outcomes: Iterable["Outcome"], job: Job) -> int:
    """Note the addresses that were not fetched yet, for the steps after the rows; return how many.

    One that failed before is tried once more; one that was fetched stays that, whatever became of the photo.
    """
    named = [
        FetchedPhoto(pet=outcome.pet, address=address, position=place, row=outcome.line.row, job_id=job.pk)
        for outcome in outcomes
        for place, address in enumerate(outcome.addresses)
    ]
    if not named:
        return 0
    FetchedPhoto.objects.bulk_create(named, ignore_conflicts=True)
    pets = {photo.pet_id for photo in named}
    again = FetchedPhoto.objects.filter(pet__in=pets, address__in={photo.address for photo in named})
    rows = {(photo.pet_id, photo.address): photo.row for photo in named}
    found = [
        photo
        for photo in again.filter(state__in=[WAITING, FAILED]).order_by("pk")
        if (photo.pet_id, photo.address) in rows
    ]
    for photo in found:
        photo.state, photo.problem, photo.job_id = WAITING, "", job.pk
        photo.row = rows[photo.pet_id, photo.address]
    FetchedPhoto.objects.bulk_update(found, ["state", "problem", "job_id", "row"])
    return len(found)


def bring(job: Job) -> list[Brought]:
    """Fetch the photos of the next listing that has some waiting, for at most half a minute."""
    began = time.monotonic()
    brought: list[Brought] = []
    for photo in _next_of(job.pk):
        if brought and time.monotonic() - began > SECONDS_AT_ONCE:
            break
        brought.append(_brought(photo, job.owner_id))
    return brought


def place(work: Work) -> tuple[list[FetchedPhoto], list[tuple[FetchedPhoto, str]]]:
    """Put what was brought into its listing, as a change of it where it is published.

    Returns the photos that were taken, and those that failed with the reasons.
    """
    brought = {each.photo: each for each in work.brought or ()}
    rows = FetchedPhoto.objects.filter(pk__in=brought, state=WAITING).select_related("pet")
    locked = list(rows.order_by("position", "pk").select_for_update(no_key=True, of=("self",)))
    taken, failed = [], [(photo, brought[photo.pk].problem) for photo in locked if brought[photo.pk].problem]
    good = [photo for photo in locked if not brought[photo.pk].problem]
    if good:
        try:
            _add(good[0].pet, good, brought, work.by)
            taken = good
        except (Invalid, Conflict) as problem:
            failed += [(photo, str(problem)) for photo in good]
    for photo, words in failed:
        photo.state, photo.problem = FAILED, words[:200]
    for photo in taken:
        photo.state, photo.media_id = TAKEN, photo.pk
    FetchedPhoto.objects.bulk_update([photo for photo, _ in failed], ["state", "problem"])
    FetchedPhoto.objects.bulk_update(taken, ["state", "media"])
    return taken, failed


def left(job: Job) -> int:
    """How many of this job's photos wait."""
    return FetchedPhoto.objects.filter(job_id=job.pk, state=WAITING).count()


def _next_of(job_id: UUID) -> Sequence[FetchedPhoto]:
    waiting = FetchedPhoto.objects.filter(job_id=job_id, state=WAITING).order_by("pet", "position", "pk")
    first = waiting.values_list("pet", flat=True).first()
    return list(waiting.filter(pet=first)) if first else []


def _brought(photo: FetchedPhoto, owner_id: UUID) -> Brought:
    try:
        content_type, data = fetch(photo.address)
    except NotFetchedError as error:
        return Brought(photo.pk, problem=error.words)
    keep_fetched(photo.pk, owner_id, data)
    return Brought(photo.pk, len(data), content_type)


@transaction.atomic
def _add(pet: Pet, photos: list[FetchedPhoto], brought: dict[UUID, Brought], by: Subject) -> None:
    if pet.moderation == Moderation.APPROVED:
        present = [UUID(pk) for pk in proposed_values(pet)["images"]]
    else:
        present = [photo.media_id for photo in pet.photo_list]
    if len(present) + len(photos) > MOST_PHOTOS:
        raise Invalid([("/images", "too_many", f"At most {MOST_PHOTOS} photos.")])
    for photo in photos:
        it = brought[photo.pk]
        receive_fetched(
            photo.pk, by=by, organization=pet.organization, size=it.size, content_type=it.content_type
        )
    edit_pet(pet, by=by, images=[*present, *(photo.pk for photo in photos)])


def _error(address: str, words: str) -> dict[str, str]:
    return {"pointer": "/photos", "code": "photo", "detail": f"{address[:200]}: {words}"}
