"""What the owner alone sees above a listing: what was decided, what waits, what they can do."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from apps.listings.changes import ProposedChange, proposed_change, what_changes
from apps.listings.facts import belongs_with
from apps.listings.models import Pet
from apps.listings.pages.where import where_context
from apps.listings.registrations import CHANGE, REVIEW
from apps.listings.workflows import PET
from apps.moderation.models import Decision
from hearth.kernel.authorization import Subject
from hearth.kernel.pages.differences import shown
from hearth.kernel.pages.verbs import possible_verbs

STYLES = {"submit": "primary", "resubmit": "primary", "renew": "primary", "withdraw": "danger"}
ENDS_SOON = timedelta(days=21)
"""From when on a listing offers to be renewed."""


def owner_context(pet: Pet, subject: Subject) -> dict[str, Any]:
    """The last decision, the change that waits or was turned down, and the verbs that are possible."""
    decision = Decision.objects.of_target("pet", pet.pk).first()
    said_no = pet.moderation in ("changes_requested", "rejected", "removed")
    change = proposed_change(pet) if pet.moderation == "approved" else None
    here = where_context(pet, subject)
    return {
        "decision": _reason(REVIEW, decision) if decision is not None and said_no else None,
        "change": _change(pet, change) if change is not None else None,
        "ends_soon": ends_soon(pet),
        "actions": [*_editing(pet), *_verbs(pet, subject, has_main=_has_main(here["where"]))],
        "belongs_with": belongs_with(pet),
        **here,
    }


def ends_soon(pet: Pet) -> bool:
    return (
        pet.moderation == "approved"
        and PET.has_room(pet, "renew")
        and pet.expires_at is not None
        and pet.expires_at < timezone.now() + ENDS_SOON
    )


def _change(pet: Pet, change: ProposedChange) -> dict[str, Any]:
    edit = reverse("my-listing-edit", args=[pet.pk])
    return {
        "waits": change.waits,
        "since": change.revision.created_at,
        "differences": shown(what_changes(pet)),
        "unready": sum(not file.is_ready for file in change.photos or []),
        "take_back_url": reverse("my-listing-verb", args=[pet.pk, "withdraw_change"]),
        "edit_url": edit if change.waits else f"{edit}?again={change.revision.number}",
        **(_reason(CHANGE, change.decision) if change.decision is not None else {}),
    }


def _reason(kind: Any, decision: Decision) -> dict[str, str]:
    return {"reason_label": kind.reason_label(decision.reason), "note": decision.note}


def _editing(pet: Pet) -> list[tuple[str, str, str, str]]:
    if pet.moderation not in PET.of["edit"].from_:
        return []
    return [
        ("edit", "Edit", "secondary", reverse("my-listing-edit", args=[pet.pk])),
        ("photos", "Photos", "secondary", reverse("my-listing-photos", args=[pet.pk])),
    ]


def _has_main(where: dict[str, Any] | None) -> bool:
    """Whether the placement has a primary button: the panel has one at most."""
    if where is None:
        return False
    return bool(where["can_tell"] or any(each.style == "primary" for each in where["steps"]))


def _verbs(pet: Pet, subject: Subject, *, has_main: bool) -> list[tuple[str, str, str, str]]:
    possible = [verb for verb in possible_verbs(pet, PET, subject) if verb.name in STYLES]
    if not ends_soon(pet) and pet.moderation != "expired":
        possible = [verb for verb in possible if verb.name != "renew"]
    styles = {**STYLES, "renew": "secondary"} if has_main else STYLES
    found = [
        (verb.name, verb.label, styles[verb.name], reverse("my-listing-verb", args=[pet.pk, verb.name]))
        for verb in possible
    ]
    return sorted(found, key=lambda verb: verb[0] == "withdraw")
