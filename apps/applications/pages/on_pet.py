"""The way to apply on a pet's page, and what stands there for those who cannot."""

from typing import Any

from apps.applications.blocks import is_blocked
from apps.applications.models import Application
from apps.applications.pages.base import inbox_url
from apps.applications.pages.telling import badge
from apps.applications.services import takes_applications
from apps.listings.models import Pet
from apps.listings.sections import contribute_section
from hearth.kernel.authorization import Subject

PROMISED = ("reserved", "trial")
"""Placements of a pet that somebody has been promised: others wait in its line."""


def standing_of(pet: Pet, subject: Subject) -> dict[str, Any]:
    """How a person stands to a pet: `open`, `line`, `applied`, `own` or `closed`.

    Asked once for a loaded pet, however many parts of its page show it.
    """
    known = pet.__dict__.setdefault("standings", {})
    if subject.id not in known:
        known[subject.id] = _standing(pet, subject)
    found: dict[str, Any] = known[subject.id]
    return found


def _standing(pet: Pet, subject: Subject) -> dict[str, Any]:
    if _offers(pet, subject):
        return {"standing": "own"}
    mine = None
    if subject.is_active:
        mine = Application.objects.live().filter(pet=pet, user=subject.id).first()
    if mine is not None:
        return {"standing": "applied", "application": mine, "badge": badge(mine)}
    if not takes_applications(pet) or (subject.is_active and is_blocked(subject.id, pet)):
        return {"standing": "closed"}
    return {"standing": "line" if pet.placement in PROMISED else "open"}


@contribute_section("actions", "applications/on_pet.html", order=10)
def applying_on_page(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    """The button to apply; for those who decide, the way to what came in."""
    found = standing_of(pet, subject)
    if found["standing"] == "own":
        return _received(pet, subject)
    if found["standing"] == "closed" and (pet.moderation != "approved" or pet.status == "adopted"):
        return None
    return {"pet": pet, "signed_in": subject.is_active, **found}


@contribute_section("bar", "applications/on_pet_bar.html", order=10)
def applying_on_phones(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    found = standing_of(pet, subject)
    if found["standing"] in ("own", "closed"):
        return None
    return {"pet": pet, **found}


def _offers(pet: Pet, subject: Subject) -> bool:
    if not subject.is_active:
        return False
    if pet.organization_id is None:
        return pet.user_id == subject.id
    return pet.organization_id in subject.organizations


def _received(pet: Pet, subject: Subject) -> dict[str, Any] | None:
    rows = Application.objects.open().filter(pet=pet).visible_to(subject, "begin_review")
    if pet.organization_id and "decide_applications" not in subject.capabilities_in(pet.organization_id):
        return None
    waiting = rows.count()
    if not waiting and pet.moderation != "approved":
        return None
    url = f"{inbox_url(pet.organization)}?pet={pet.pk}"
    return {"pet": pet, "standing": "own", "waiting": waiting, "url": url}
