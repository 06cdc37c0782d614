from apps.alerts.services import note_news
from apps.listings.models import Pet
from hearth.kernel.edge import hides
from hearth.kernel.events import on
from hearth.kernel.models import Event


@on(
    *("pet.held", "pet.made_available", "pet.reserved", "pet.released", "pet.trial_started"),
    *("pet.adopted", "pet.returned", "pet.transferred", "pet.reclaimed", "pet.died"),
    *("pet.withdrawn", "pet.removed", "pet.restored", "pet.expired", "pet.renewed"),
)
def keep_followers_posted(event: Event) -> None:
    """Remember that there may be something to tell; who is told, and when, is looked at a little later."""
    pet = Pet.objects.select_related("organization").filter(pk=event.target_id).first()
    if pet is not None:
        note_news(pet)


hides(
    *("pet.change_approved", "pet.removed", "pet.expired", "pet.withdrawn", "pet.deleted"),
    *("pet.reserved", "pet.held", "pet.adopted", "pet.transferred", "pet.reclaimed", "pet.died"),
    *("organization.suspended", "organization.archived", "user.suspended", "user.erased"),
    paths=("/pets/feed*", "/embed*", "/sitemap*"),
)
