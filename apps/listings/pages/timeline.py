"""What happened to a listing, for its own people: read from its events."""

from typing import Any

from apps.listings.choices import HoldReason, ReleaseReason, ReturnReason
from apps.listings.models import Pet
from apps.listings.registrations import CHANGE, REVIEW
from hearth.kernel.models import Event

SHOWN_AT_MOST = 30
WORDS = {
    "pet.created": "The draft was made",
    "pet.submitted": "Sent for review",
    "pet.resubmitted": "Sent for review again",
    "pet.approved": "Published",
    "pet.changes_requested": "A moderator asked for changes",
    "pet.rejected": "Not accepted",
    "pet.reopened": "Looked at again after an appeal",
    "pet.removed": "Taken down",
    "pet.restored": "Put back after an appeal",
    "pet.revised": "A change was proposed",
    "pet.change_approved": "A change was approved",
    "pet.change_rejected": "A change was turned down",
    "pet.change_withdrawn": "A change was taken back",
    "pet.renewed": "Still available: shown for another 60 days",
    "pet.expired": "Ended, because nobody said that it goes on",
    "pet.withdrawn": "Taken back",
    "pet.held": "Put on hold",
    "pet.made_available": "Available again",
    "pet.fostered": "Moved to foster care",
    "pet.foster_ended": "Back from foster care",
    "pet.reserved": "Reserved",
    "pet.released": "The reservation fell through",
    "pet.trial_started": "A trial began",
    "pet.trial_ends": "The last day of the trial came",
    "pet.adopted": "Adopted",
    "pet.returned": "Came back",
    "pet.ending_told": "The happy ending was told",
    "pet.transferred": "Taken over by another rescue",
    "pet.reclaimed": "Back with the people who had lost it",
    "pet.died": "Died",
}
"""What people read of each event; the small ones (an edit, a photo) are left out."""
REASONS: dict[str, Any] = {
    "pet.held": HoldReason,
    "pet.released": ReleaseReason,
    "pet.returned": ReturnReason,
}
BY_ITS_PEOPLE = frozenset(WORDS) - {
    *("pet.approved", "pet.changes_requested", "pet.rejected", "pet.reopened", "pet.removed"),
    *("pet.restored", "pet.change_approved", "pet.change_rejected", "pet.renewed", "pet.expired"),
}
"""Who did these may be named to a colleague; a moderator never is."""


def timeline_of(pet: Pet) -> list[dict[str, Any]]:
    """The newest first, as `components/timeline.html` takes them."""
    events = Event.objects.filter(
        target_type=pet._meta.label_lower, target_id=pet.pk, name__in=WORDS
    ).select_related("actor")
    found = events.order_by("-sequence")[:SHOWN_AT_MOST]
    return [
        {
            "label": WORDS[event.name],
            "when": event.occurred_at,
            "note": " · ".join(filter(None, (_reason(event), _by(pet, event)))),
            "state": "done",
        }
        for event in found
    ]


def _reason(event: Event) -> str:
    if event.name in REASONS:
        return str(dict(REASONS[event.name].choices).get(event.reason, ""))
    kind = CHANGE if event.name.startswith("pet.change_") else REVIEW
    return kind.reason_label(event.reason) if event.reason else ""


def _by(pet: Pet, event: Event) -> str:
    if pet.organization_id is None or event.name not in BY_ITS_PEOPLE or event.actor is None:
        return ""
    return str(event.actor)
