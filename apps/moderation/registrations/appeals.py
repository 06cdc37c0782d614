"""Appeals in the queue: decided by another than who decided first."""

from typing import Any

from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Appeal
from apps.moderation.registrations.previews import preview_of, title_of
from apps.moderation.reviewables import Reviewable, register
from apps.moderation.services.appeals import GRANT, hold_appealed, lift
from apps.moderation.workflows import APPEAL as WORKFLOW
from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint

KIND = "appeal"
GRANTED = {
    "mistake": "The first decision was a mistake",
    "put_right": "What was wrong has been put right",
    "new_facts": "The appeal says something that we did not know",
}
DENIED = {
    "stands": "Our rules were applied as they are meant",
    "nothing_new": "The appeal says nothing that changes the decision",
}

FIRST_REVIEWER = "You made the first decision: somebody else decides about the appeal."


def _preview(appeal: Appeal) -> dict[str, Any]:
    decision, appealed = appeal.decision, preview_of(appeal)
    return {
        "appeal": appeal,
        "appealed": appealed,
        "summary": f"“{appeal.text}”" if appeal.text else "",
        "first": {
            "label": reviewables.of_kind(decision.kind).outcome(decision.action),
            "by": decision.reviewer,
            "when": decision.decided_at,
            "reason_label": reviewables.of_kind(decision.kind).reason_label(decision.reason),
            "note": decision.note,
        },
        "page_url": appealed.get("page_url", "") if appealed else "",
    }


def _signed(appeal: Appeal, action: str, by: Subject) -> dict[str, Any]:
    return {"settled_at": timezone.now(), "decided_by": by.user}


APPEAL = register(
    Reviewable(
        kind=KIND,
        model=Appeal,
        workflow=WORKFLOW,
        label="appeal",
        words="Somebody else than the first reviewer decides, and that is the last word. Your reason and "
        "note go to those who appealed.",
        verbs={GRANT: "grant", "reject": "deny"},
        reasons={GRANT: GRANTED, "reject": DENIED},
        preview_template="moderation/appeal_preview.html",
        preview=_preview,
        rows=lambda: Appeal.objects.for_display(),
        title=title_of,
        submitter=lambda appeal: appeal.appellant,
        is_about=lambda appeal: appeal.target,
        before=hold_appealed,
        changes=_signed,
        after=lift,
        refusals={
            "not your_first_reviewer": FIRST_REVIEWER,
            "not your_appellant": "This is your own appeal: somebody else decides.",
        },
        outcomes={GRANT: "Appeal granted", "reject": "Appeal not granted"},
        judges_submitter=False,
    )
)

explain_constraint("appeal_decided_by_another", FIRST_REVIEWER)
explain_constraint("moderation_appeal_decision_id_key", "There is an appeal against this decision already.")

_TOLD = {"title": "Biscuit", "path": "/my/decisions"}
register_kinds(
    Kind(
        name="appeal.granted",
        label="Your appeal was granted",
        group="Reports and appeals",
        template="moderation/mail/appeal_granted",
        sample={
            **_TOLD,
            "reason": GRANTED["mistake"],
            "reason_code": "mistake",
            "note": "We are sorry for the trouble.",
            "waits_again": False,
            "shown_again": True,
        },
    ),
    Kind(
        name="appeal.denied",
        label="Your appeal was not granted",
        group="Reports and appeals",
        template="moderation/mail/appeal_denied",
        sample={
            **_TOLD,
            "reason": DENIED["stands"],
            "reason_code": "stands",
            "note": "Both of us looked at the photos.",
        },
    ),
    Kind(
        name="appeal.closed",
        label="Your appeal was closed",
        group="Reports and appeals",
        template="moderation/mail/appeal_closed",
        sample=_TOLD,
    ),
)
