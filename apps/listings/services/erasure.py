from apps.accounts.models import User
from apps.listings.choices import Moderation
from apps.listings.models import Pet, PetPhoto, ProposedPhoto
from apps.listings.services.listing import delete_or_withdraw_pet
from apps.listings.workflows import PET
from apps.media.services import hand_over
from hearth.kernel.authorization import system_subject


def forget_listings_of(person: User) -> None:
    """Take an erased person's own listings down; what they listed for an organisation stays, with its photos.

    Words and places of the own ones are blanked by the erasure itself, which knows the columns.
    """
    for model in (PetPhoto, ProposedPhoto):
        places = model._default_manager.filter(
            media__owner=person.pk, media__organization=None, pet__organization__isnull=False
        )
        for place in places.select_related("media", "pet__organization"):
            hand_over([place.media], place.pet.organization)
    told = Pet.objects.filter(
        happy_photo__owner=person.pk, happy_photo__organization=None, organization__isnull=False
    )
    for pet in told.select_related("happy_photo", "organization"):
        hand_over([pet.happy_photo], pet.organization)
    system = system_subject()
    own = Pet.objects.filter(user=person.pk, organization=None).order_by("pk")
    for pet in own.select_for_update(no_key=True):
        if pet.moderation in (Moderation.DRAFT, *PET.of["withdraw"].from_):
            delete_or_withdraw_pet(pet, by=system)
    for model in (PetPhoto, ProposedPhoto):
        model._default_manager.filter(pet__in=own).delete()
    own.update(happy_photo=None)
