from apps.listings.models import Pet
from apps.petfinder.services import number_pets
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on("pet.approved")
def number_what_is_published(event: Event) -> None:
    """Give a pet its number once it is shown for the first time."""
    number_pets(Pet.objects.filter(pk=event.target_id))
