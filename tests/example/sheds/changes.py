"""New words of a tool that is shown wait in a revision; the old ones stay until a reviewer agrees."""

from typing import Any

from apps.moderation import services as moderation
from hearth.kernel import revisions
from hearth.kernel.authorization import Subject, require
from hearth.kernel.models import Revision
from hearth.kernel.revisions import Change
from hearth.kernel.transactions import transactional
from tests.example.sheds.choices import ToolStatus
from tests.example.sheds.models import Tool
from tests.example.sheds.workflows import LOANS, TOOL

KIND = "tool_change"


def approved_words(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description}


@transactional
def edit_tool(tool: Tool, *, by: Subject, **words: str) -> Tool:
    """Change its words: at once while it waits for review itself, else as a change that waits."""
    tool = LOANS.locked(tool.pk)
    require(by, "edit", tool)
    before = revisions.proposed(approved_words(tool), revisions.pending(tool))
    wanted = {**before, **words}
    if wanted == before:
        return tool
    if tool.status == ToolStatus.PENDING:
        TOOL.move(tool, "edit", by=by, **wanted)
        moderation.refresh_item(tool)
        return tool
    TOOL.move(tool, "edit", by=by)
    if revisions.propose(tool, approved_words(tool), wanted, by=by):
        moderation.receive(tool, by=by, kind=KIND)
    else:
        moderation.withdraw_item(tool, KIND)
    return tool


def drop_change(tool: Tool) -> None:
    """Forget the change that waits, because the tool itself is not shown any more."""
    revisions.settle(tool, Revision.State.SUPERSEDED)
    moderation.withdraw_item(tool, KIND)


# What the review asks of a change ------------------------------------------------------------------


def columns_of(tool: Tool, action: str, by: Subject) -> dict[str, Any]:
    waiting = revisions.pending(tool)
    return dict(waiting.data) if waiting and action == "approve" else {}


def settle_change(tool: Tool, action: str, by: Subject, decision: Any) -> None:
    revisions.settle(tool, Revision.State.APPROVED if action == "approve" else Revision.State.REJECTED)


def newest_number(tool: Tool) -> int:
    latest = revisions.latest_of([tool]).get(tool.pk)
    return latest.number if latest else 0


def change_that_waits(tool: Tool) -> list[Change]:
    waiting = revisions.pending(tool)
    return revisions.difference(approved_words(tool), waiting.data) if waiting else []


def changed_since(tool: Tool, number: int) -> list[Change]:
    """How what waits now differs from what a reviewer looked at."""
    approved = approved_words(tool)
    seen, waiting = revisions.revision_of(tool, number), revisions.pending(tool)
    return revisions.difference(revisions.proposed(approved, seen), revisions.proposed(approved, waiting))
