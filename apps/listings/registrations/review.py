"""How the review desk looks at listings, and at changes of those that are published."""

from typing import Any

from django.utils import timezone

from apps.listings import changes, reservations
from apps.listings.facts import facts_of
from apps.listings.models import Pet
from apps.listings.moderated import as_columns, read_values
from apps.listings.registrations.reasons import MESSAGES, REASONS, REASONS_OF_CHANGES, REPORTS
from apps.listings.rescues import sampled
from apps.listings.services import check_change_can_be_shown, drop_change, reopen_change, settle_change
from apps.listings.services.expiry import first_term, give_time_to_answer
from apps.listings.services.placement import without_promise
from apps.listings.workflows import PET
from apps.moderation.reviewables import Reviewable, register
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Conflict


def _needs_a_ready_photo(pet: Pet, action: str) -> None:
    if action != "approve":
        return
    if pet.cover is None or any(not photo.media.is_settled for photo in pet.photo_list):
        raise Conflict(
            "Its photos are still being prepared; see all of them first.", reason="photo_not_ready"
        )


def _columns(pet: Pet, action: str, by: Subject) -> dict[str, Any]:
    if action == "remove":
        return without_promise(pet)
    if action != "approve":
        return {}
    now = timezone.now()
    # A pet keeps its place in “newest” when it was shown before.
    return {"published_at": pet.published_at or now, **first_term(now)}


def _after(pet: Pet, action: str, by: Subject, decision: Any) -> None:
    if action == "remove":
        drop_change(pet)
        reservations.left(pet, by=by)
    if action == "restore":
        give_time_to_answer(pet)


def _change_can_be_shown(pet: Pet, action: str) -> None:
    if action == "approve":
        check_change_can_be_shown(pet)


def _changed_columns(pet: Pet, action: str, by: Subject) -> dict[str, Any]:
    return as_columns(changes.waiting_data(pet) or {}) if action == "approve" else {}


def _after_change(pet: Pet, action: str, by: Subject, decision: Any) -> None:
    if action == "restore":
        reopen_change(pet)
    else:
        settle_change(pet, action)


def _rows() -> Any:
    """Pets with what a decision and its preview look at."""
    return Pet.objects.for_display().select_related("user")


def _rows_with_changes() -> Any:
    return _rows().with_change()


def _preview(pet: Pet) -> dict[str, Any]:
    ready = [photo.media for photo in pet.photo_list if photo.media.is_ready]
    about = [
        ("Kind", pet.get_species_display()),
        ("Breed", pet.breed_label),
        ("Place", f"{pet.suburb}, {pet.region}"),
    ]
    return {
        "photos": [
            {
                "id": file.pk,
                "full": file.full_url,
                "card": file.card_url,
                "thumb": file.thumb_url,
                "alt": file.alt,
            }
            for file in ready
        ],
        "unready": len(pet.photo_list) - len(ready),
        "species": pet.species,
        "facts": [*((label, value) for label, value in about if value), *facts_of(pet)],
        "description": pet.description,
        "story": pet.story,
        "page_url": pet.get_absolute_url(),
    }


REVIEW = register(
    Reviewable(
        kind="pet",
        model=Pet,
        workflow=PET,
        verbs={
            "approve": "approve",
            "request_changes": "request_changes",
            "reject": "reject",
            "remove": "remove",
        },
        reasons=REASONS,
        messages=MESSAGES,
        preview_template="listings/review_preview.html",
        preview=_preview,
        rows=_rows,
        title=lambda pet: pet.name,
        submitter=lambda pet: pet.user,
        snapshot=read_values,
        compared=changes.differing,
        before=_needs_a_ready_photo,
        changes=_columns,
        after=_after,
        at_once="publish",
        sampled=sampled,
        restores={"removed": "restore", "rejected": "reopen"},
        reportable=REPORTS,
    )
)

CHANGE = register(
    Reviewable(
        kind=changes.KIND,
        model=Pet,
        workflow=PET,
        label="change of a pet",
        words="The listing stays as everybody sees it until you decide.",
        verbs={"approve": "approve_change", "reject": "reject_change"},
        reasons=REASONS_OF_CHANGES,
        messages=MESSAGES,
        preview_template="listings/review_preview.html",
        preview=_preview,
        rows=_rows_with_changes,
        title=lambda pet: pet.name,
        submitter=lambda pet: pet.user,
        seen=changes.latest_number,
        seen_at=changes.number_at,
        changed=changes.what_changes,
        difference=changes.what_changed_since,
        before=_change_can_be_shown,
        changes=_changed_columns,
        after=_after_change,
        at_once="apply_change",
        sampled=sampled,
        restores={"approved": "reopen_change"},
    )
)
