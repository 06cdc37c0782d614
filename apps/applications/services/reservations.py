"""How an application that had the pet gives it up: by the pet's own verbs, which ask the next in line."""

from apps.listings.choices import Placement, ReleaseReason, ReturnReason
from apps.listings.models import Pet
from apps.listings.services.placement import release_pet, return_pet
from hearth.kernel.authorization import system_subject


def give_up_reservation(pet: Pet, *, reason: ReleaseReason = ReleaseReason.WITHDREW) -> None:
    """End the reservation of a pet whose application ended. The pet's row is locked, and so is its line.

    One that lives with them on trial comes back; whoever looks after it says when it is free again.
    """
    if pet.placement == Placement.TRIAL:
        return_pet(pet, by=system_subject(), reason=ReturnReason.OTHER.value)
    else:
        release_pet(pet, by=system_subject(), reason=reason.value)
