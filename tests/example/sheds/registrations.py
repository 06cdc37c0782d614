"""What the shared apps need to know of tools."""

from typing import Any

from django.utils import timezone

from apps.accounts.erasure import on_erasure
from apps.moderation.reviewables import Reviewable, register
from apps.notifications.kinds import Kind
from apps.notifications.kinds import register as register_kinds
from hearth.kernel.authorization import Subject
from hearth.kernel.constraints import explain_constraint
from tests.example.sheds import changes
from tests.example.sheds.models import Tool
from tests.example.sheds.services import forget_person, serve_again
from tests.example.sheds.workflows import TOOL


def _preview(tool: Tool) -> dict[str, Any]:
    pieces = "as many as people want" if tool.capacity is None else str(tool.capacity)
    facts = [("Pieces", pieces), ("Needed at", tool.needed_at)]
    return {"facts": [(name, value) for name, value in facts if value], "description": tool.description}


def _publication(tool: Tool, action: str, by: Subject) -> dict[str, Any]:
    return {"published_at": timezone.now()} if action == "approve" else {}


def _follow(tool: Tool, action: str, by: Subject, decision: Any) -> None:
    if action == "remove":
        changes.drop_change(tool)
    if action == "restore":
        serve_again(tool)


SHOWN: dict[str, Any] = {
    "model": Tool,
    "workflow": TOOL,
    "preview_template": "sheds/review_preview.html",
    "preview": _preview,
    "rows": lambda: Tool.objects.select_related("organization", "user"),
    "title": lambda tool: tool.name,
    "submitter": lambda tool: tool.user,
}
UNCLEAR = {"unclear": "Nobody can tell what it is", "dangerous": "It is too dangerous to lend"}

register(
    Reviewable(
        **SHOWN,
        kind="tool",
        verbs={"approve": "approve", "reject": "reject", "remove": "remove"},
        reasons={
            "reject": UNCLEAR,
            "remove": {"dangerous": "Somebody was hurt with it", "gone": "It is broken or lost"},
        },
        snapshot=changes.approved_words,
        changes=_publication,
        after=_follow,
        at_once="publish",
        restores={"rejected": "reopen", "removed": "restore"},
        reportable={"dangerous": "Somebody could be hurt with it", "gone": "It is not there any more"},
        messages={"unclear": "We could not tell what {title} is. Please say what one does with it."},
    )
)

register(
    Reviewable(
        **SHOWN,
        kind=changes.KIND,
        label="change of a tool",
        words="The old words stay until the new ones are approved.",
        verbs={"approve": "approve_change", "reject": "reject_change"},
        reasons={"reject": UNCLEAR},
        changes=changes.columns_of,
        after=changes.settle_change,
        seen=changes.newest_number,
        difference=changes.changed_since,
        changed=changes.change_that_waits,
    )
)

on_erasure(forget_person)

explain_constraint("loan_of_something", "Borrow at least one.", field="pieces")

_TOLD = {"tool": "Long ladder", "path": "/tools/0190a0c4-7d1e-7c6e-8a52-1f0b6f1c2d3e"}
register_kinds(
    Kind(
        name="tool.approved",
        label="Your tool can be borrowed",
        group="Tools",
        template="sheds/mail/approved",
        sample=_TOLD,
    ),
    Kind(
        name="loan.offered",
        label="It is your turn with a tool",
        group="Tools",
        template="sheds/mail/offered",
        sample={**_TOLD, "until": "2030-05-01T08:00:00+00:00"},
    ),
    Kind(
        name="loan.confirmed",
        label="You got a tool that you waited for",
        group="Tools",
        template="sheds/mail/confirmed",
        sample=_TOLD,
    ),
)
