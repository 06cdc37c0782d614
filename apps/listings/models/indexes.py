"""The indexes of pets, by the question that each answers. The order of a list is always its tail.

A page of a list is then the beginning of one index, however many rows there are, and a filter that matches
nothing finds that out at once. `docs/performance.md` has what each costs and gains.
"""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db.models import F, Index, Q
from django.db.models.functions import Upper

from apps.listings.choices import LIVE, SHOWN

IS_LIVE = Q(moderation="approved", placement__in=list(LIVE))
IS_SHOWN = Q(moderation="approved", placement__in=list(SHOWN))
IS_HAPPY = Q(moderation="approved", placement="adopted") & ~Q(happy_ending="")
WAITS = {"on_hold": ["on_hold", "returned"], "reserved": ["reserved", "trial"]}


def _newest(name: str, *by: Any, condition: Q = IS_SHOWN) -> Index:
    """Of the public pets, by something first and then the newest."""
    return Index(*by, F("published_at").desc(), F("id").desc(), name=f"pet_{name}", condition=condition)


PET_INDEXES = [
    Index(fields=["-published_at", "-id"], name="pet_public_newest", condition=IS_LIVE),
    _newest("shown_newest"),
    *(
        _newest(f"{word}_newest", condition=Q(moderation="approved", placement__in=placements))
        for word, placements in WAITS.items()
    ),
    _newest("by_species", "species"),
    _newest("by_species_region", "species", Upper("region")),
    # What `iexact` asks for: UPPER(…) =.
    _newest("by_region", Upper("region")),
    _newest("by_breed", Upper("breed")),
    _newest("by_second_breed", Upper("secondary_breed")),
    _newest("by_sex", "sex"),
    _newest("by_size", "size", "sex"),
    _newest("by_species_size", "species", "size", "sex"),
    _newest("of_organization", "organization"),
    _newest("with_needs", condition=IS_SHOWN & ~Q(special_needs="")),
    # Who waits longest: listed first, whatever was published or renewed since.
    Index(fields=["created_at", "id"], name="pet_longest_waiting", condition=IS_SHOWN),
    # Facts of few values each. What is common is found among the newest anyhow; what is rare, here.
    GinIndex(
        fields=["coat", "good_with_children", "good_with_dogs", "good_with_cats", "house_trained", "desexed"],
        name="pet_by_facts",
        condition=IS_SHOWN,
    ),
    # Part of the colours: UPPER(…) LIKE.
    GinIndex(OpClass(Upper("colours"), "gin_trgm_ops"), name="pet_by_colours", condition=IS_SHOWN),
    Index(fields=["species", "birth_date"], name="pet_by_age", condition=IS_SHOWN),
    # The breeds of a species, one after the other.
    Index(fields=["species", "breed"], name="pet_breeds", condition=Q(moderation="approved")),
    Index(fields=["reminders", "expires_at", "id"], name="pet_expiry", condition=Q(moderation="approved")),
    Index(
        fields=["trial_until", "id"],
        name="pet_on_trial",
        condition=Q(moderation="approved", placement="trial", trial_asked_at__isnull=True),
    ),
    Index(fields=["-adopted_at", "-id"], name="pet_happy", condition=IS_HAPPY),
    Index(fields=["user", "-created_at", "-id"], name="pet_by_user"),
    Index(fields=["organization", "-created_at", "-id"], name="pet_by_organization"),
    # The admin's list, and what waits in it.
    Index(fields=["-created_at", "-id"], name="pet_newest"),
    Index(fields=["moderation", "-created_at", "-id"], name="pet_by_moderation"),
    Index(fields=["species", "-created_at", "-id"], name="pet_newest_of_species"),
    # Most are available, and so among the newest anyhow.
    Index(
        fields=["placement", "-created_at", "-id"],
        name="pet_by_placement",
        condition=~Q(placement="available"),
    ),
    # Its search, `icontains`: UPPER(…) LIKE.
    GinIndex(
        OpClass(Upper("name"), "gin_trgm_ops"), OpClass(Upper("breed"), "gin_trgm_ops"), name="pet_like"
    ),
]
