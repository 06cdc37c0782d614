"""Verbs of the second axis: where an animal is, and who it is promised to."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from apps.listings import reservations
from apps.listings.choices import HoldReason, Placement, ReleaseReason, ReturnReason
from apps.listings.models import Pet
from apps.listings.services.changes import drop_change
from apps.listings.services.expiry import time_to_answer
from apps.listings.workflows import PLACEMENT
from apps.media import removal
from apps.moderation import services as moderation
from hearth.kernel.authorization import Subject, require
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional

LONGEST_TRIAL = timedelta(days=60)
PAGE_STAYS = timedelta(days=30)
"""How long the page of an adopted animal is shown, unless its new family agreed to more."""
PROMISED = (Placement.RESERVED, Placement.TRIAL)
NOWHERE: dict[str, Any] = {
    "placement_reason": "",
    "trial_until": None,
    "trial_asked_at": None,
    "adopted_at": None,
    "shown_until": None,
    "happy_ending": "",
    "happy_photo": None,
    "family_agreed": False,
}
"""The columns that only some placements fill, as the others have them."""


@transactional
def hold_pet(pet: Pet, *, by: Subject, reason: str) -> Pet:
    """Pause a listing; raise Invalid for a reason that is none of `HoldReason`."""
    return _move(pet, "hold", by, reason, HoldReason, placement_reason=reason)


@transactional
def make_available(pet: Pet, *, by: Subject) -> Pet:
    return _move(pet, "make_available", by, **time_to_answer(pet))


@transactional
def foster_pet(pet: Pet, *, by: Subject) -> Pet:
    return _move(pet, "foster", by)


@transactional
def end_foster(pet: Pet, *, by: Subject) -> Pet:
    return _move(pet, "end_foster", by)


@transactional
def reserve_pet(pet: Pet, *, by: Subject) -> Pet:
    """Keep the animal for somebody, inside the transaction of whoever decided that.

    Whether `by` may decide is asked by the caller. Of two at once one is refused (WrongState, StaleVersion).
    """
    return PLACEMENT.move(pet, "reserve", by=by, **NOWHERE)


@transactional
def release_pet(pet: Pet, *, by: Subject, reason: str) -> Pet:
    """End a reservation that fell through, and let the steps of `on_release` give it to the next."""
    _move(pet, "release", by, reason, ReleaseReason, **time_to_answer(pet))
    reservations.released(pet, by=by)
    return pet


@transactional
def start_trial(pet: Pet, *, by: Subject, until: date) -> Pet:
    """Let the animal move in on trial; raise Invalid unless the day is within the next 60."""
    require(by, "start_trial", pet)
    PLACEMENT.guard(pet, "start_trial", by=by)
    today = timezone.localdate(by.now)
    if not today < until <= today + LONGEST_TRIAL:
        words = f"Choose a day within the next {LONGEST_TRIAL.days} days."
        raise Invalid([("/until", "out_of_range", words)])
    return _move(pet, "start_trial", by, data={"until": str(until)}, trial_until=until)


@transactional
def adopt_pet(pet: Pet, *, by: Subject) -> Pet:
    """Say that the animal is home: its applications come to their end, and its page to its last 30 days."""
    now = by.now
    dates: dict[str, Any] = {"adopted_at": now, "shown_until": timezone.localdate(now) + PAGE_STAYS}
    _move(pet, "adopt", by, **dates)
    drop_change(pet)
    reservations.adopted(pet, by=by)
    return pet


@transactional
def return_pet(pet: Pet, *, by: Subject, reason: str) -> Pet:
    """Take an animal back that did not stay, from a trial or after an adoption; a photo of that home goes."""
    was_on_trial, photo = pet.placement == Placement.TRIAL, pet.happy_photo
    _move(pet, "return", by, reason, ReturnReason, placement_reason=reason, **time_to_answer(pet))
    if photo is not None:
        removal.let_go(photo, by=by)
    if was_on_trial:
        reservations.released(pet, by=by)
    return pet


@transactional
def transfer_pet(pet: Pet, *, by: Subject) -> Pet:
    return _leave(pet, "transfer", by)


@transactional
def reclaim_pet(pet: Pet, *, by: Subject) -> Pet:
    return _leave(pet, "reclaim", by)


@transactional
def mark_deceased(pet: Pet, *, by: Subject) -> Pet:
    return _leave(pet, "mark_deceased", by)


def without_promise(pet: Pet) -> dict[str, Any]:
    """The columns of a listing that is taken down, or back, while the animal is promised to somebody.

    An appeal may bring the listing back, and not that promise: its people say then what comes next.
    """
    return {**NOWHERE, "placement": Placement.ON_HOLD} if pet.placement in PROMISED else {}


def _leave(pet: Pet, verb: str, by: Subject) -> Pet:
    _move(pet, verb, by)
    drop_change(pet)
    moderation.withdraw_item(pet)
    reservations.left(pet, by=by)
    return pet


def _move(
    pet: Pet,
    verb: str,
    by: Subject,
    reason: str = "",
    reasons: Any = None,
    *,
    data: dict[str, Any] | None = None,
    **changes: Any,
) -> Pet:
    require(by, verb, pet)
    PLACEMENT.guard(pet, verb, by=by)
    if reasons is not None and reason not in reasons.values:
        raise Invalid([("/reason", "unknown", f"Give one of: {', '.join(reasons.values)}.")])
    return PLACEMENT.move(pet, verb, by=by, reason=reason, data=data, **{**NOWHERE, **changes})
