"""What the platform itself does with a listing, or a change of one, once its photos have been looked at."""

from apps.listings.changes import KIND
from apps.listings.models import Pet
from apps.listings.workflows import PET
from apps.moderation import services as moderation
from hearth.kernel.authorization import Subject
from hearth.kernel.transactions import transactional


@transactional
def give_back_without_photo(pet: Pet, *, by: Subject) -> Pet:
    """Return a waiting listing whose photos all turned out to be unusable."""
    PET.move(pet, "return_without_photo", by=by, reason="photos_unusable")
    moderation.withdraw_item(pet)
    return pet


def publish_when_trusted(pet: Pet) -> None:
    """Let through what a trusted person sent and what waited for nothing but its photos."""
    for kind in ("", KIND):
        moderation.reconsider(pet, kind=kind)
