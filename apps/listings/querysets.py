from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from apps.curation.querysets import is_placed
from apps.listings.choices import LIVE, OFFERED, SHOWN, STATUS_OF_PLACEMENT, Moderation
from hearth.kernel.authorization import ANONYMOUS, PolicyQuerySet
from hearth.kernel.models import Revision


class PetQuerySet(PolicyQuerySet[Any]):
    def live(self) -> Self:
        """What the public list shows: approved and free. Matches the partial indexes word for word."""
        return self.filter(moderation="approved", placement__in=LIVE)

    def in_public(self) -> Self:
        """What anybody may see, as the policy has it for a stranger."""
        return self.visible_to(ANONYMOUS)

    def with_status(self, *words: str) -> Self:
        return self.filter(status_is(*words))

    def offered(self) -> Self:
        """Published ones whose people are still looking for somebody, and are asked whether that is so."""
        return self.filter(moderation="approved", placement__in=OFFERED)

    def shown(self) -> Self:
        """Published ones that are not at home yet: what lists for everybody may have, with `?status=`."""
        return self.filter(moderation="approved", placement__in=SHOWN)

    def happy(self) -> Self:
        """Adopted ones of which somebody told the happy ending."""
        return self.filter(moderation="approved", placement="adopted").exclude(happy_ending="")

    def with_change(self) -> Self:
        """Load the newest change of each, as `latest_change`, and the photos that are kept for it."""
        newest = Revision.objects.filter(target_type="listings.pet", target_id=OuterRef("pk"))
        facts = JSONObject(number="number", state="state", data="data", was="was")
        return self.annotate(
            latest_change=Subquery(newest.order_by("-number").values_list(facts)[:1])
        ).prefetch_related(with_files("proposed_photos"))

    def for_display(self) -> Self:
        """Load what a card or an answer needs: the organisation, photos with their files, companions."""
        return (
            self.select_related("organization", "happy_photo")
            .prefetch_related(with_files("photos"))
            .with_surroundings()
        )

    def with_surroundings(self) -> Self:
        """Load what is said of each elsewhere: its companions, and whether a curator gave it a place."""
        found = ArraySubquery(companions(OuterRef("pk")).values_list(COMPANION))
        return self.annotate(loaded_companions=found, loaded_place=is_placed("pet"))


COMPANION = JSONObject(id="to_pet_id", name="to_pet__name")


def companions(pet: Any) -> QuerySet[Any]:
    """The bonds of a pet with those that anybody may see; they are in the same hands as it is."""
    bonds: Any = apps.get_model("listings.Pet")._meta.get_field("bonded_with").remote_field.through
    public = {"to_pet__moderation": "approved", "to_pet__placement__in": SHOWN}
    return bonds.objects.filter(from_pet=pet, **public).order_by("to_pet__name", "to_pet_id")


def with_files(photos: str) -> Prefetch:
    """A pet's photos, or those proposed for it, each with its file, in one query for all pets."""
    model = apps.get_model("listings.PetPhoto" if photos == "photos" else "listings.ProposedPhoto")
    return Prefetch(photos, model._default_manager.select_related("media"))


def status_is(*words: str) -> Q:
    """The derived status as a condition on both axes."""
    condition = Q(pk__in=[])
    for word in words:
        placements = [placement for placement, status in STATUS_OF_PLACEMENT.items() if status == word]
        if placements:
            condition |= Q(moderation=Moderation.APPROVED, placement__in=placements)
        if word in Moderation.values and word != Moderation.APPROVED:
            condition |= Q(moderation=word)
    return condition


class PlaceQuerySet(PolicyQuerySet[Any]):
    def beginning_with(self, words: str) -> Self:
        """Those whose name begins so, and after a comma their region: `wattle`, `Wattle Cove, Salt`."""
        name, _, region = (part.strip() for part in words.partition(","))
        rows = self.filter(name__istartswith=name)
        return rows.filter(region__istartswith=region) if region else rows

    def called(self, words: str) -> Self:
        """Those of this very name; of one region where it is named after a comma."""
        name, _, region = (part.strip() for part in words.partition(","))
        rows = self.filter(name__iexact=name)
        return rows.filter(region__iexact=region) if region else rows
