"""What people are told about applications."""

from typing import Any
from uuid import UUID

from apps.applications.choices import Ending
from apps.applications.models import Message
from apps.notifications.kinds import Kind, register
from hearth.kernel.reveal import Reason

_PATH = "/applications/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"
_TOLD = {"pet_name": "Biscuit", "path": _PATH, "offered_by": "Harbour Paws", "applicant": "Ana Reyes"}
_LIKE_IT = {"path": "/pets?species=dog"}
_UNTIL = {"until": "2030-05-01T08:00:00+00:00"}
_AT = {"at": "2030-05-04T04:00:00+00:00"}
_NOTE = {"note": "Which floor do you live on, and is there a lift?"}
_WHY = {"reason": str(Ending.TIME.label), "reason_code": Ending.TIME.value}


def words_of(about_id: UUID) -> dict[str, str]:
    """What was written, read when the mail goes out; nothing where no words went with it, or not any more."""
    message = Message.objects.filter(pk=about_id, removed_at=None).first()
    return {"note": message.text if message is not None else ""}


_KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "application.submitted": ("Somebody applied for a pet of yours", "submitted", _UNTIL),
    "application.received": ("Your application arrived", "received", _UNTIL),
    "application.review_begun": ("Your application is being read", "review_begun", {}),
    "application.info_requested": ("You are asked something about your application", "info_requested", _NOTE),
    "application.answered": ("An applicant answered your question", "answered", _NOTE),
    "application.invited": ("You are invited to meet a pet", "invited", {**_AT, **_NOTE}),
    "application.home_check_planned": (
        "Somebody wants to see your home",
        "home_check_planned",
        {**_AT, **_NOTE},
    ),
    "application.approved": ("Your application was approved", "approved", _NOTE),
    "application.completed": ("Your pet moved in", "completed", {}),
    "application.rejected": ("Your application was turned down", "rejected", {**_LIKE_IT, **_WHY, **_NOTE}),
    "application.fell_through": ("A pet is not reserved for you any more", "fell_through", {}),
    "application.not_selected": (
        "A pet that you applied for is gone",
        "not_selected",
        {**_LIKE_IT, "adopted": True},
    ),
    "application.waitlisted": ("You are in the line for a pet", "waitlisted", {}),
    "application.offered": ("It is your turn for a pet", "offered", _UNTIL),
    "application.given": ("A pet that you waited for is kept for you", "given", {}),
    "application.expired": ("A pet that was offered to you went on", "expired", {}),
    "application.offer_accepted": ("Somebody in the line still wants a pet", "offer_accepted", {}),
    "application.withdrawn": ("Somebody took an application back", "withdrawn", {"was_approved": True}),
    "application.reminded": ("An applicant waits for your answer", "reminded", {}),
    "application.escalated": ("An application stays unanswered", "escalated", {}),
    "application.delayed": ("An answer takes longer than promised", "delayed", {}),
    "message.written": (
        "Somebody wrote to you about an application",
        "message",
        {"sender": "Rosa Okafor", **_NOTE},
    ),
    "application.revealed": (
        "Somebody of Hearth looked at your application",
        "revealed",
        {"reason": str(Reason.SUPPORT.label), "reason_code": Reason.SUPPORT.value},
    ),
}
_WITH_WORDS = {
    "application.info_requested",
    "application.answered",
    "application.invited",
    "application.home_check_planned",
    "application.approved",
    "application.rejected",
    "message.written",
}
register(
    *(
        Kind(
            name=name,
            label=label,
            group="Applications",
            template=f"applications/mail/{template}",
            mandatory=name in ("application.revealed", "application.offered", "application.given"),
            sample={**_TOLD, **facts},
            secrets=words_of if name in _WITH_WORDS else None,
        )
        for name, (label, template, facts) in _KINDS.items()
    )
)
