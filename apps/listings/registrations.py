"""What the shared apps need to know of pets."""

from typing import Any

from django.utils import timezone

from apps.curation.featurables import Featurable
from apps.curation.featurables import register as register_featurable
from apps.listings.models import Pet
from apps.listings.workflows import PET
from apps.moderation.reviewables import Reviewable, register
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint
from hearth.kernel.problems import Conflict


def _needs_a_ready_photo(pet: Pet, action: str) -> None:
    if action == "approve" and pet.cover is None:
        raise Conflict("No photo is ready yet; they are still being processed.", reason="photo_not_ready")


def _first_publication(pet: Pet, action: str, by: Subject) -> dict[str, Any]:
    # A pet keeps its place in “newest” when an edit of it is approved again.
    return {"published_at": timezone.now()} if action == "approve" and pet.published_at is None else {}


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
        rows=lambda: Pet.objects.for_display().select_related("organization", "user"),
        title=lambda pet: pet.name,
        submitter=lambda pet: pet.user,
        before=_needs_a_ready_photo,
        changes=_first_publication,
    )
)

FEATURED = register_featurable(
    Featurable(kind="pet", model=Pet, public=lambda: Pet.objects.live().in_public().for_display(), title=str)
)

explain_constraint("pet_photo_position", "The photos were arranged by somebody else at the same time.")
explain_constraint("listings_petphoto_media_id_key", "A photo belongs to another listing.", field="images")
explain_constraint("pet_has_name", "Give the pet a name.", field="name")
explain_constraint("pet_fee_not_negative", "A fee cannot be negative.", field="adoption_fee")
