"""Happy endings: what the people of an adopted animal tell about its new home, and for how long."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.listings.models import HAPPY_WORDS_AT_MOST, Pet
from apps.listings.services.photos import free_photos
from apps.listings.services.placement import PAGE_STAYS
from apps.listings.workflows import PLACEMENT
from apps.media import removal
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

STAYS_WHERE_AGREED = timedelta(days=365)
AT_ONCE = 100


@transactional
def tell_ending(
    pet: Pet, *, by: Subject, words: str, photo: UUID | None = None, family_agreed: bool = False
) -> Pet:
    """Put words on the page of an adopted animal; where its new family agreed, a photo too, and for a year.

    The adopters are not asked by us: who tells says that they were. Without words and photo the ending is
    taken back. A photo that is left out, or exchanged, is deleted. Raises Invalid for a photo without their
    agreement, or one that is not free.
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
        before = pet.happy_photo
        PLACEMENT.move(pet, "tell_ending", by=by, **told)
        if before is not None and before.pk != photo:
            removal.let_go(before, by=by)
    return pet


@transactional
def let_ended_photos_go(now: datetime) -> int:
    """Let go of photos of new homes once nobody can see their pages any more; return how many."""
    ended = Pet.objects.filter(happy_photo__isnull=False, shown_until__lt=timezone.localdate(now))
    locked = ended.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
    pets = list(locked.select_related("happy_photo")[:AT_ONCE])
    Pet.objects.filter(pk__in=[pet.pk for pet in pets]).update(happy_photo=None)
    for pet in pets:
        removal.let_go(pet.happy_photo, by=system_subject())
    return len(pets)


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
