"""Reads the changes of published listings: what waits, and what became of the last one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects

from apps.listings.models import Pet
from apps.listings.moderated import LABELS, READ_BY_REVIEWERS, approved_values, in_words
from apps.listings.querysets import with_files
from apps.media.models import MediaFile
from apps.moderation.models import Decision
from hearth.kernel import revisions
from hearth.kernel.models import Event, Revision
from hearth.kernel.revisions import Change

KIND = "pet_change"
OPEN, REJECTED = Revision.State.OPEN.value, Revision.State.REJECTED.value


@dataclass(frozen=True)
class ProposedChange:
    """A change with all that its owner is shown of it."""

    revision: Revision
    changes: list[Change]
    photos: list[MediaFile] | None
    """The photos as they would stand there, whatever their state; None when it leaves them alone."""
    decision: Decision | None

    @property
    def waits(self) -> bool:
        return self.revision.state == OPEN


def proposed_changes(pets: Iterable[Pet]) -> dict[UUID, ProposedChange]:
    """The change of each of several pets that waits, or was turned down last; a few queries for all."""
    rows = [pet for pet in pets if pet.published_at is not None]
    latest = {
        pk: revision
        for pk, revision in revisions.latest_of(rows).items()
        if revision.state in (OPEN, REJECTED)
    }
    touched = [pet for pet in rows if pet.pk in latest]
    prefetch_related_objects(touched, with_files("photos"), with_files("proposed_photos"))
    rejected = [pk for pk, revision in latest.items() if revision.state == REJECTED]
    decisions = Decision.objects.last_of(KIND, rejected) if rejected else {}
    return {pet.pk: _shown(pet, latest[pet.pk], decisions.get(pet.pk)) for pet in touched}


def proposed_change(pet: Pet) -> ProposedChange | None:
    return proposed_changes([pet]).get(pet.pk)


def proposed_values(pet: Pet) -> dict[str, Any]:
    """The moderated fields as its owner last wanted them."""
    return revisions.proposed(approved_values(pet), revisions.pending(pet))


def wanted_photos(pet: Pet) -> list[MediaFile]:
    """The photos in the order that its owner last wanted."""
    return photos_among(pet, proposed_values(pet)["images"])


def photos_among(pet: Pet, ids: Iterable[str]) -> list[MediaFile]:
    """The files of these ids that stand on the listing or are kept for it, in this order."""
    known = {str(photo.media_id): photo.media for photo in pet.photo_list}
    known |= {str(photo.media_id): photo.media for photo in pet.proposed_photos.all()}
    return [known[pk] for pk in ids if pk in known]


def latest_number(pet: Pet) -> int:
    """The number that a reviewer of changes decides on."""
    found = _latest(pet)
    return int(found["number"]) if found else 0


def waiting_data(pet: Pet) -> Mapping[str, Any] | None:
    """The proposed values of the fields that would change; None when nothing waits."""
    found = _latest(pet)
    return found["data"] if found and found["state"] == OPEN else None


def what_changes(pet: Pet) -> list[Change]:
    """The newest change for a reviewer: fields in words, photos as pictures."""
    found = _latest(pet)
    if not found:
        return []
    return _in_words(pet, found["was"], found["data"])


def what_changed_since(pet: Pet, number: int) -> list[Change]:
    """How the change that waits differs from an earlier proposal of it."""
    seen, now = revisions.revision_of(pet, number), waiting_data(pet)
    if seen is None or now is None:
        return []
    approved = approved_values(pet)
    then = {**approved, **seen.data}
    return _in_words(pet, then, {**approved, **now})


def differing(pet: Pet, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> list[Change]:
    """How two states of a listing that waits as a whole differ, for a reviewer."""
    return _in_words(pet, was, becomes, READ_BY_REVIEWERS)


def number_at(pet: Pet, version: int) -> int:
    """The proposal that waited when the pet was at an earlier version."""
    since = Event.objects.filter(
        target_type=pet._meta.label_lower,
        target_id=pet.pk,
        data__version__gt=version,
        data__has_key="revision",
    )
    numbers = [event.data["revision"] for event in since]
    return min(numbers) - 1 if numbers else latest_number(pet)


def forget_change(pet: Pet) -> None:
    """Let the row be asked anew which change is its newest."""
    pet.__dict__.pop("latest_change", None)


def _latest(pet: Pet) -> dict[str, Any] | None:
    if hasattr(pet, "latest_change"):  # see PetQuerySet.with_change
        return pet.latest_change
    revision = revisions.latest_of([pet]).get(pet.pk)
    if revision is None:
        return None
    return {name: getattr(revision, name) for name in ("number", "state", "data", "was")}


def _shown(pet: Pet, revision: Revision, decision: Decision | None) -> ProposedChange:
    wanted = revision.data.get("images")
    return ProposedChange(
        revision,
        revisions.difference(revision.was, revision.data, LABELS),
        None if wanted is None else photos_among(pet, wanted),
        decision,
    )


def _in_words(
    pet: Pet, was: Mapping[str, Any], becomes: Mapping[str, Any], labels: Mapping[str, str] = LABELS
) -> list[Change]:
    return [
        Change(
            change.field,
            change.label,
            _value(pet, change.field, change.was, was),
            _value(pet, change.field, change.becomes, becomes),
        )
        for change in revisions.difference(was, becomes, labels)
    ]


def _value(pet: Pet, field: str, value: Any, among: Mapping[str, Any]) -> Any:
    if field == "images":
        return _pictures(pet, value or [])
    return in_words(field, value, among.get("adoption_fee_currency", pet.adoption_fee_currency))


def _pictures(pet: Pet, ids: Sequence[str]) -> list[dict[str, str]]:
    """Photos as they are shown; one that was taken off the listing too, while its file is there."""
    files = {str(file.pk): file for file in photos_among(pet, ids)}
    if taken_off := [pk for pk in ids if pk not in files]:
        usable = MediaFile.objects.filter(pk__in=taken_off, state=MediaFile.State.READY)
        files |= {str(file.pk): file for file in usable}
    return [
        _picture(files[pk])
        if pk in files
        else {"id": pk, "thumb": "", "full": "", "alt": "", "state": "gone"}
        for pk in ids
    ]


def _picture(file: MediaFile) -> dict[str, str]:
    return {
        "id": str(file.pk),
        "thumb": file.thumb_url,
        "full": file.full_url,
        "alt": file.alt,
        "state": file.state,
    }
