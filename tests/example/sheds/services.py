"""Verbs of tools and loans. Who lends what to whom next is the waitlist's business."""

from typing import Any

from apps.accounts.models import User
from apps.moderation import services as moderation
from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, require, require_for_new, system_subject
from hearth.kernel.events import record
from hearth.kernel.problems import Invalid
from hearth.kernel.transactions import transactional
from tests.example.sheds.changes import drop_change
from tests.example.sheds.choices import ToolStatus
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOAN, LOANS, TOOL


@transactional
def list_tool(*, by: Subject, organization: Organization | None = None, **facts: Any) -> Tool:
    """Offer a tool, for oneself or for a shed whose tools one may lend; it waits for review."""
    require_for_new(by, "create", Tool)
    if organization is not None and "lend_tools" not in by.capabilities_in(organization.pk):
        raise Invalid([("/organization", "does_not_exist", "You lend nothing there.")])
    tool = Tool(user=by.user, organization=organization, **facts)
    tool.full_clean(validate_constraints=False)
    tool.save(force_insert=True)
    record(TOOL.of["list"].event, tool, by=by, to_state=tool.status)
    moderation.receive(tool, by=by)
    return tool


@transactional
def withdraw_tool(tool: Tool, *, by: Subject) -> Tool:
    """Lend it no more: nobody waits for it any longer, and who has it brings it back as agreed."""
    require(by, "withdraw", tool)
    TOOL.move(tool, "withdraw", by=by)
    moderation.withdraw_item(tool)
    drop_change(tool)
    waiting = (LOANS.words.waiting, LOANS.words.offered)
    for loan in Loan.objects.filter(tool=tool, status__in=waiting).order_by("queued_at", "id"):
        LOANS.move(loan, "take_back", by=system_subject())
    return tool


@transactional
def restock_tool(tool: Tool, *, by: Subject, capacity: int | None, held: int | None = None) -> Tool:
    """Change how many pieces there are; raise Full for fewer than are lent or offered."""
    tool = LOANS.locked(tool.pk)
    require(by, "restock", tool)
    LOANS.resize(tool, by=by, capacity=capacity, held=held)
    moderation.refresh_item(tool)
    return tool


@transactional
def serve_again(tool: Tool) -> None:
    """Give what came back meanwhile to those who wait for a tool that is shown again."""
    LOANS.fill(LOANS.locked(tool.pk))


@transactional
def borrow_tool(tool: Tool, *, by: Subject, pieces: int = 1, takes_it: bool = False) -> Loan:
    """Borrow what is free, or wait in the line."""
    tool = LOANS.locked(tool.pk)
    require(by, "borrow", tool)
    loan = Loan(
        tool=tool,
        user=by.user,
        lender_id=tool.user_id,
        organization_id=tool.organization_id,
        pieces=pieces,
        takes_it=takes_it,
    )
    return LOANS.join(tool, loan, by=by)


@transactional
def accept_offer(loan: Loan, *, by: Subject) -> Loan:
    return _move(loan, "accept", by)


@transactional
def pass_offer(loan: Loan, *, by: Subject) -> Loan:
    return _move(loan, "pass", by)


@transactional
def leave_line(loan: Loan, *, by: Subject) -> Loan:
    return _move(loan, "leave", by)


@transactional
def give_back(loan: Loan, *, by: Subject) -> Loan:
    return _move(loan, "give_back", by)


@transactional
def take_back(loan: Loan, *, by: Subject) -> Loan:
    return _move(loan, "take_back", by)


@transactional
def resize_loan(loan: Loan, *, by: Subject, pieces: int) -> Loan:
    """Borrow another number of pieces; raise Full for more than are free."""
    return loan if loan.pieces == pieces else _move(loan, "resize", by, pieces=pieces)


def forget_person(person: User) -> None:
    """Give back what an erased person has or waits for, and take their own tools out of the list."""
    system = system_subject()
    for loan in Loan.objects.filter(user=person.pk, status__in=LOANS.words.live).order_by("tool", "pk"):
        verb = next(verb for verb in ("pass", "leave", "give_back") if loan.status in LOAN.of[verb].from_)
        LOANS.move(loan, verb, by=system)
    own = Tool.objects.filter(user=person.pk, organization=None).exclude(status=ToolStatus.WITHDRAWN)
    for tool in own.order_by("pk").select_for_update(no_key=True):
        withdraw_tool(tool, by=system)


def _move(loan: Loan, verb: str, by: Subject, **changes: Any) -> Loan:
    require(by, verb, loan)
    return LOANS.move(loan, verb, by=by, **changes)
