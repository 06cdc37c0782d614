"""What the shared apps need to know of pets."""

from typing import Any

from django.utils import timezone

from apps.accounts.erasure import on_erasure
from apps.curation.featurables import Featurable
from apps.curation.featurables import register as register_featurable
from apps.listings.facts import facts_of
from apps.listings.models import Pet, RescueProfile
from apps.listings.services import forget_listings_of
from apps.listings.workflows import PET
from apps.moderation.reviewables import Reviewable, register
from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from apps.organizations.settings import KindSettings
from apps.organizations.settings import register as register_settings
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.problems import Conflict


def _needs_a_ready_photo(pet: Pet, action: str) -> None:
    if action != "approve":
        return
    if pet.cover is None or any(not photo.media.is_settled for photo in pet.photo_list):
        raise Conflict(
            "Its photos are still being prepared; see all of them first.", reason="photo_not_ready"
        )


def _first_publication(pet: Pet, action: str, by: Subject) -> dict[str, Any]:
    # A pet keeps its place in “newest” when an edit of it is approved again.
    return {"published_at": timezone.now()} if action == "approve" and pet.published_at is None else {}


def _rows() -> Any:
    """Pets with what a decision and its preview look at."""
    return Pet.objects.for_display().select_related("user").prefetch_related("bonded_with__organization")


def _preview(pet: Pet) -> dict[str, Any]:
    ready = [photo.media for photo in pet.photo_list if photo.media.is_ready]
    about = [
        ("Kind", pet.get_species_display()),
        ("Breed", pet.breed_label),
        ("Place", f"{pet.suburb}, {pet.region}"),
    ]
    return {
        "photos": [
            {"full": file.full_url, "card": file.card_url, "thumb": file.thumb_url, "alt": file.alt}
            for file in ready
        ],
        "unready": len(pet.photo_list) - len(ready),
        "species": pet.species,
        "facts": [*((label, value) for label, value in about if value), *facts_of(pet)],
        "description": pet.description,
        "story": pet.story,
        "page_url": pet.get_absolute_url(),
    }


PHOTO, TEXT = "The photos do not show the animal well enough", "The description is too thin or unclear"
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
        reasons={
            "request_changes": {
                "photos": PHOTO,
                "description": TEXT,
                "facts": "Some facts contradict each other",
                "contact_details": "Contact details stand in the text",
            },
            "reject": {
                "not_a_pet": "This is not an animal looking for a home",
                "selling": "This looks like trade, not rehoming",
                "prohibited": "This animal may not be rehomed here",
                "duplicate": "It is listed already",
            },
            "remove": {
                "rules": "It broke the rules of the platform",
                "welfare": "There are doubts about the animal's welfare",
                "scam": "It looks like a scam",
                "gone": "The animal is not available any more",
            },
        },
        preview_template="listings/review_preview.html",
        preview=_preview,
        rows=_rows,
        title=lambda pet: pet.name,
        submitter=lambda pet: pet.user,
        before=_needs_a_ready_photo,
        changes=_first_publication,
    )
)

FEATURED = register_featurable(
    Featurable(kind="pet", model=Pet, public=lambda: Pet.objects.live().in_public().for_display(), title=str)
)

register_settings(
    KindSettings(
        kind="rescue",
        model=RescueProfile,
        fields=("members_decide_applications",),
        withholds={"members_decide_applications": ("member", "decide_applications")},
    )
)

on_erasure(forget_listings_of)

explain_constraint("pet_photo_position", "The photos were arranged by somebody else at the same time.")
explain_constraint("listings_petphoto_media_id_key", "A photo belongs to another listing.", field="images")
explain_constraint("pet_has_name", "Give the pet a name.", field="name")
explain_constraint("pet_fee_not_negative", "A fee cannot be negative.", field="adoption_fee")

_TOLD = {"pet_name": "Biscuit", "path": "/pets/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"}
register_kinds(
    *(
        Kind(
            name=f"pet.{name}",
            label=label,
            group="Listings",
            template=f"listings/mail/{name}",
            sample={**_TOLD, **why},
        )
        for name, label, why in (
            ("approved", "Your listing was published", {"reason": "", "reason_code": "", "note": ""}),
            (
                "changes_requested",
                "Your listing needs a change",
                {"reason": PHOTO, "reason_code": "photos", "note": "The third one is too dark."},
            ),
            (
                "rejected",
                "Your listing could not be published",
                {"reason": "It is listed already", "reason_code": "duplicate", "note": ""},
            ),
            (
                "removed",
                "Your listing was taken down",
                {
                    "reason": "It looks like a scam",
                    "reason_code": "scam",
                    "note": "Three people wrote to us about it.",
                },
            ),
        )
    )
)
