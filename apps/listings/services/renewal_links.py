"""One-click renewal: a signature names the listing and the end that it was asked about.

With another end the listing was renewed since, so a link works once; it is worth nothing a month after.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from apps.listings.choices import OFFERED, Moderation
from apps.listings.models import Pet
from apps.listings.workflows import PET
from hearth.kernel.problems import NotFound

GOOD_FOR = timedelta(days=30)
"""After the end that the link was about."""

_signer = Signer(salt="apps.listings.renewal")


@dataclass(frozen=True)
class Question:
    """What a link asks: whether this pet is still looking for a home."""

    pet: Pet
    about: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether a click still does something."""
        return (
            self.pet.moderation in PET.of["renew"].from_
            and self.pet.placement in OFFERED
            and _second(self.pet.expires_at) == _second(self.about)
            and now < self.about + GOOD_FOR
        )

    def was_answered(self) -> bool:
        return (
            self.pet.moderation == Moderation.APPROVED
            and self.pet.placement in OFFERED
            and _second(self.pet.expires_at) > _second(self.about)
        )


def renewal_path(pet: Pet) -> str:
    """The address of a page with one button; mailed to its people and shown to nobody else."""
    token = _signer.sign(f"{pet.pk.hex}:{_second(pet.expires_at)}")
    return reverse("renew-listing", args=[token])


def question_of(token: str) -> Question:
    """Raise NotFound for every token that is not ours, or whose listing nobody may bring back.

    It does nothing for a suspended person, nor for an organisation that is not approved.
    """
    try:
        pet_id, _, second = _signer.unsign(token).partition(":")
        found = Pet.objects.for_display().select_related("user").filter(pk=UUID(hex=pet_id)).first()
        about = datetime.fromtimestamp(int(second), UTC)
    except (BadSignature, ValueError, OverflowError):
        raise NotFound() from None
    if found is None or not found.in_good_hands:
        raise NotFound()
    if found.organization is None and not found.user.is_active:
        raise NotFound()
    return Question(found, about)


def _second(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else 0
