"""Pets that a person keeps an eye on."""

from collections.abc import Iterable
from uuid import UUID

from apps.accounts.models import User
from apps.alerts.models import Favorite
from apps.alerts.standing import standing_of
from apps.listings.models import Pet
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict
from hearth.kernel.transactions import transactional

MOST_FAVORITES = 500


@transactional
def favorite(pet: Pet, *, by: Subject) -> Favorite:
    """Keep an eye on a pet that one can see; a repeat changes nothing."""
    require_for_new(by, "add", Favorite)
    require(by, "view", pet)
    # Whoever adds two at once waits for oneself, so that the number is exact.
    owner = User.objects.select_for_update(no_key=True).get(pk=by.id)
    mine = Favorite.objects.filter(user=owner)
    if (found := mine.filter(pet=pet).first()) is not None:
        return found
    if mine.count() >= MOST_FAVORITES:
        raise Conflict(f"{MOST_FAVORITES} favourites are as many as a person can have.")
    made = Favorite.objects.create(user=owner, pet=pet, told_as=standing_of(pet))
    record("favorite.added", made, by=by, data={"pet": str(pet.pk)})
    return made


@transactional
def unfavorite(pet: Pet, *, by: Subject) -> None:
    """Stop keeping an eye on a pet, whether it is still shown or not; a repeat changes nothing."""
    rows = Favorite.objects.select_for_update(no_key=True).filter(user=by.user, pet=pet)
    for found in rows:
        require(by, "remove", found)
        record("favorite.removed", found, by=by, data={"pet": str(pet.pk)})
        found.delete()


def favorites_of(person: User | None, pets: Iterable[Pet]) -> set[UUID]:
    """Which of these pets are a person's favourites."""
    ids = [pet.pk for pet in pets]
    if person is None or not ids:
        return set()
    return set(Favorite.objects.filter(user=person, pet__in=ids).values_list("pet_id", flat=True))
