"""Listings are shown for sixty days at a time: their people are asked, answer with one click, or they end."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.listings.choices import Moderation
from apps.listings.models import Pet
from apps.listings.services.changes import drop_change
from apps.listings.workflows import PET
from apps.moderation import services as moderation
from hearth.kernel.authorization import Subject, require, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import AlreadyDone
from hearth.kernel.transactions import transactional

SHOWN_FOR = timedelta(days=60)
REMINDED_BEFORE = (timedelta(days=14), timedelta(days=3))
"""How long before the end its people are asked; the last one stands last."""
AT_ONCE = 500
"""So many in one run of the schedule; the next one goes on."""


def first_term(now: datetime) -> dict[str, Any]:
    """The columns of a listing that is shown from now on."""
    return {"expires_at": now + SHOWN_FOR, "reminders": 0}


def give_time_to_answer(pet: Pet) -> None:
    """Let a listing that was away for a while not end overnight, before anybody was asked."""
    columns = time_to_answer(pet)
    Pet.objects.filter(pk=pet.pk).update(**columns)
    pet.expires_at, pet.reminders = columns["expires_at"], columns["reminders"]


def time_to_answer(pet: Pet) -> dict[str, Any]:
    """The columns that say so."""
    soonest = timezone.now() + REMINDED_BEFORE[0]
    return {"expires_at": max(pet.expires_at or soonest, soonest), "reminders": 0}


@transactional
def renew_pet(pet: Pet, *, by: Subject) -> Pet:
    """Show the listing for another sixty days; a repeat within the hour changes nothing."""
    require(by, "renew", pet)
    return _renew(pet, by=by)


@transactional
def renew_by_link(pet: Pet) -> Pet:
    """The same for whoever holds a mailed link (see `renewal_links`), which is all that they need."""
    return _renew(pet, by=system_subject(), data={"by": "link"})


def _renew(pet: Pet, *, by: Subject, **told: Any) -> Pet:
    PET.guard(pet, "renew", by=by)
    term = first_term(by.now)
    if pet.moderation == Moderation.APPROVED and is_fresh(pet, by.now):
        raise AlreadyDone("It was renewed just now.", state=pet.moderation, allowed=PET.allowed(pet))
    was_shown = pet.moderation == Moderation.APPROVED
    PET.move(pet, "renew", by=by, **told, **term)
    if not was_shown:
        moderation.sample_again(pet, by=by)
    return pet


def is_fresh(pet: Pet, now: datetime) -> bool:
    return pet.expires_at is not None and pet.expires_at > now + SHOWN_FOR - timedelta(hours=1)


@transactional
def remind_of_expiry(now: datetime) -> int:
    """Ask about listings that end soon, each once per date; return how many.

    Where an earlier date was missed, only the later question is asked.
    """
    asked = 0
    for number in range(len(REMINDED_BEFORE), 0, -1):
        soon = now + REMINDED_BEFORE[number - 1]
        due = Pet.objects.offered().filter(
            reminders__in=range(number), expires_at__gt=now, expires_at__lte=soon
        )
        for pet in _taken(due):
            Pet.objects.filter(pk=pet.pk).update(reminders=number)
            days = REMINDED_BEFORE[number - 1].days
            record("pet.reminded", pet, by=system_subject(), data={"days": days})
            asked += 1
    return asked


@transactional
def ask_about_the_forgotten(now: datetime) -> int:
    """Ask about listings whose time is up though nobody was asked, and give two weeks; return how many.

    Every question was missed: nothing ran for so long, or the pet was promised to somebody at the time.
    """
    forgotten = _taken(Pet.objects.offered().filter(expires_at__lte=now, reminders=0))
    for pet in forgotten:
        Pet.objects.filter(pk=pet.pk).update(expires_at=now + REMINDED_BEFORE[0], reminders=1)
        record("pet.reminded", pet, by=system_subject(), data={"days": REMINDED_BEFORE[0].days})
    return len(forgotten)


@transactional
def expire_pets(now: datetime) -> int:
    """Take listings down for which nobody answered in time; return how many."""
    due = _taken(Pet.objects.offered().filter(expires_at__lte=now, reminders__gt=0))
    for pet in due:
        PET.move(pet, "expire", by=system_subject())
        drop_change(pet)
        moderation.withdraw_item(pet)
    return len(due)


def _taken(due: Any) -> list[Pet]:
    """Lock the next ones; what somebody is at work on just now is left to the next run."""
    rows = due.order_by("expires_at", "id").select_for_update(skip_locked=True, no_key=True)
    return list(rows[:AT_ONCE])
