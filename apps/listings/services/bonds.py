"""Animals that belong together: a bond stands on both, and both answers say so."""

from collections.abc import Sequence
from uuid import UUID

from apps.listings.models import Pet
from apps.listings.workflows import PET
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Invalid


def take_bonded(pet: Pet, wanted: Sequence[Pet]) -> bool:
    """Lock a pet and all that its bonds concern, by id; return whether they would change.

    Before the pet is moved, so that of two people who bond the same two at once one waits for the other.
    """
    now = _bonded(pet)
    if now == {other.pk for other in wanted}:
        return False
    concerned = {pet.pk, *now, *(other.pk for other in wanted)}
    list(Pet.objects.filter(pk__in=concerned).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    return True


def bond(pet: Pet, wanted: Sequence[Pet], *, by: Subject) -> None:
    """Make exactly these its companions; raise Invalid for one that is not in the same hands.

    Each that gains or loses it gets a new version: its answer and its page say who it belongs with.
    """
    strangers = [place for place, other in enumerate(wanted) if not _in_the_same_hands(pet, other)]
    if strangers:
        words = "Only pets of the same people can be bonded."
        raise Invalid((f"/bonded_with/{place}", "not_together", words) for place in strangers)
    ids = {other.pk for other in wanted}
    changed = _bonded(pet) ^ ids
    pet.bonded_with.set(wanted)
    pet.__dict__.pop("loaded_companions", None)
    for other in Pet.objects.filter(pk__in=changed).order_by("pk"):
        PET.move(other, "bond", by=by, data={"with": str(pet.pk)})


def _bonded(pet: Pet) -> set[UUID]:
    return set(pet.bonded_with.values_list("pk", flat=True))


def _in_the_same_hands(pet: Pet, other: Pet) -> bool:
    if other.pk == pet.pk or other.organization_id != pet.organization_id:
        return False
    return pet.organization_id is not None or other.user_id == pet.user_id
