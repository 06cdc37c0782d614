"""Mails about what a saved search found since the last one: no pet twice, none left out, never empty."""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.alerts.choices import Cadence
from apps.alerts.finding import address_of, published_between
from apps.alerts.models import SavedSearch
from apps.listings.models import Pet
from apps.notifications.services import notify
from hearth.kernel.problems import Problem

SETTLES = timedelta(minutes=15)
"""A pet bears the time at which its publication began, and is seen when that was committed, a little later.
What is so young is left to the next mail, or one that was committed out of turn would be in none."""
MOST_CARDS = 12
COUNTED_TO = 100
AT_ONCE = 200

logger = logging.getLogger("hearth.alerts")


def send_digests(cadence: Cadence, zone: str, due_at: datetime) -> tuple[int, int]:
    """Write to the people of a timezone whose searches found something; return (searches, mails).

    Each search is a transaction. It notes until when it told, so that a run that is late, doubled or begun
    anew finds only what is left.
    """
    until, looked_at, told, last = due_at - SETTLES, 0, 0, None
    waiting = SavedSearch.objects.mailed(cadence).filter(user__timezone=zone, told_until__lt=until)
    while True:
        rows = waiting.filter(pk__gt=last) if last else waiting
        ids: list[UUID] = list(rows.order_by("id").values_list("pk", flat=True)[:AT_ONCE])
        for pk in ids:
            told += _tell(pk, cadence, until)
        looked_at += len(ids)
        if len(ids) < AT_ONCE:
            return looked_at, told
        last = ids[-1]


@transaction.atomic
def _tell(pk: UUID, cadence: Cadence, until: datetime) -> bool:
    """Tell one person what is new; leave alone what another worker has in hand or has done already."""
    rows = SavedSearch.objects.mailed(cadence).filter(pk=pk, told_until__lt=until).select_related("user")
    search = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    if search is None:
        return False
    try:
        found = published_between(search.params, search.told_until, until)
        pets = list(found.select_related("organization")[: MOST_CARDS + 1])
        number = len(pets) if len(pets) <= MOST_CARDS else found.order_by()[: COUNTED_TO + 1].count()
    except Problem as problem:
        # A filter that is no more: the person sees it among their searches, and the mark stays.
        logger.info("the saved search %s cannot be read: %s", pk, problem.code)
        return False
    marks: dict[str, Any] = {"told_until": until}
    if pets:
        notify(search.user, "saved_search.found", about=search, context=_facts(search, pets, number))
        marks["last_told_at"] = until
    SavedSearch.objects.filter(pk=pk).update(**marks)
    return bool(pets)


def _facts(search: SavedSearch, pets: list[Pet], number: int) -> dict[str, Any]:
    return {
        "search_name": search.name,
        "path": address_of(search.params),
        "manage_path": "/my/searches",
        "number": min(number, COUNTED_TO),
        "at_least": number > COUNTED_TO,
        "more": max(number - MOST_CARDS, 0),
        "pets": [card_of(pet) for pet in pets[:MOST_CARDS]],
    }


def card_of(pet: Pet) -> dict[str, str]:
    """A pet in a mail: words that were typed as they are, everything else as codes for the templates."""
    return {
        "name": pet.name,
        "breed": pet.breed_label,
        "species_code": pet.species,
        "age_code": pet.age_group or "",
        "place": ", ".join(part for part in (pet.suburb, pet.region) if part),
        "rescue": pet.organization.name if pet.organization else "",
        "path": pet.get_absolute_url(),
    }
