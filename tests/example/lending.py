"""Tools and loans in any state, and what must hold of every line whatever happened to it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from hearth.kernel.authorization import Subject, subject_for
from tests.example.sheds.models import Loan, Tool
from tests.example.sheds.workflows import LOANS


def tool(owner: User, *, capacity: int | None = 1, status: str = "approved", **facts: Any) -> Tool:
    shown = {"published_at": timezone.now()} if status == "approved" else {}
    given = {"name": "Long ladder", "description": "Reaches the gutters.", **shown, **facts}
    made: Tool = Tool.objects.create(user=owner, capacity=capacity, status=status, **given)
    return made


def neighbors(number: int) -> list[User]:
    """People by number, made in one statement."""
    return User.objects.bulk_create(
        User(cognito_sub=f"neighbor-{index}", display_name=f"Neighbor {index}") for index in range(number)
    )


def acting(user: User) -> Subject:
    return subject_for(user)


def loan(of: Tool, user: User, **facts: Any) -> Loan:
    """A loan that is not saved, as `borrow_tool` makes it."""
    return Loan(tool=of, user=user, lender_id=of.user_id, organization_id=of.organization_id, **facts)


def borrowed(of: Tool, user: User, *, now: datetime | None = None, **facts: Any) -> Loan:
    """A loan by the waitlist's own rules: lent while one is free, else in the line."""
    with transaction.atomic():
        line = LOANS.locked(of.pk)
        return LOANS.join(line, loan(line, user, **facts), by=acting(user), now=now)


def offered(owner: User, user: User, **facts: Any) -> Loan:
    """An offer to somebody who waited for a tool that its owner had kept back."""
    kept = tool(owner, capacity=1, held_count=1, **facts)
    waiting = borrowed(kept, user)
    with transaction.atomic():
        LOANS.resize(LOANS.locked(kept.pk), by=acting(owner), capacity=1, held=0)
    waiting.refresh_from_db()
    return waiting


def faults(line: Tool, *, now: datetime | None = None) -> Iterator[str]:
    """Say what is broken in a line as it stands in the database."""
    line = Tool.objects.get(pk=line.pk)
    rows = list(Loan.objects.filter(tool=line).order_by("queued_at", "id"))
    lent = sum(row.pieces for row in rows if row.status == "lent")
    offered = sum(row.pieces for row in rows if row.status == "offered")
    if line.capacity is not None and lent + offered + line.held_count > line.capacity:
        yield f"oversold: {lent} lent, {offered} offered, {line.held_count} held of {line.capacity}"
    if (line.confirmed_count, line.offered_count) != (lent, offered):
        yield f"counts {line.confirmed_count} and {line.offered_count}, but has {lent} and {offered}"
    live = Counter(row.user_id for row in rows if row.status in LOANS.words.live)
    if any(number > 1 for number in live.values()):
        yield "somebody stands there twice"
    if any((row.status == "offered") != (row.offer_expires_at is not None) for row in rows):
        yield "an offer without an end, or an end without an offer"
    waiting = [row for row in rows if row.status == "waiting"]
    if [row.position for row in LOANS.with_positions(LOANS.in_line(line))] != list(
        range(1, len(waiting) + 1)
    ):
        yield "positions are not 1, 2, 3 …"
    possible = [row for row in waiting if line.room is None or row.pieces <= line.room]
    asked = not possible or (line.free is not None and line.free < possible[0].pieces)
    if line.gives_places(now or timezone.now()) and not asked:
        yield f"{line.free} free, and nobody asked {possible[0].pieces}"
