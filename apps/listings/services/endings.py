"""Happy endings: what the people of an adopted animal tell about its new home, and for how long."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.listings.models import HAPPY_WORDS_AT_MOST, Pet
from apps.listings.services.photos import free_photos
from apps.listings.services.placement import PAGE_STAYS
from apps.listings.workflows import PLACEMENT
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

STAYS_WHERE_AGREED = timedelta(days=365)


@transactional
def tell_ending(
    pet: Pet, *, by: Subject, words: str, photo: UUID | None = None, family_agreed: bool = False
) -> Pet:
    """Put words on the page of an adopted animal; where its new family agreed, a photo too, and for a year.

    The adopters are not asked by us: who tells says that they were. Without words and photo the ending is
    taken back. Raises Invalid for a photo without their agreement, or one that is not free.
    """
    require(by, "tell_ending", pet)
    PLACEMENT.guard(pet, "tell_ending", by=by)
    _check(pet, words, photo, family_agreed, by)
    stays = STAYS_WHERE_AGREED if family_agreed and (words.strip() or photo) else PAGE_STAYS
    told: dict[str, Any] = {
        "happy_ending": words.strip(),
        "happy_photo_id": photo,
        "family_agreed": family_agreed,
        "shown_until": timezone.localdate(pet.adopted_at) + stays,
    }
    if any(getattr(pet, name) != value for name, value in told.items()):
        PLACEMENT.move(pet, "tell_ending", by=by, **told)
    return pet


def _check(pet: Pet, words: str, photo: UUID | None, family_agreed: bool, by: Subject) -> None:
    if len(words.strip()) > HAPPY_WORDS_AT_MOST:
        raise Invalid([("/words", "max_length", f"At most {HAPPY_WORDS_AT_MOST} characters.")])
    if photo is None:
        return
    if not family_agreed:
        refusal = "A photo of their new home needs the agreement of the family that lives there."
        raise Invalid([("/family_agreed", "required", refusal)])
    if photo != pet.happy_photo_id and photo not in free_photos([photo], by):
        raise Invalid([("/photo", "does_not_exist", "There is no such uploaded, free photo of yours.")])
