"""Past decisions, made directly: what trust is derived from."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.moderation.models import Decision
from hearth.kernel.ids import uuid7


def decided(
    submitter: User,
    reviewer: User,
    action: str = "approve",
    *,
    target: UUID | None = None,
    days_ago: float = 1,
    kind: str = "pet",
    **facts: Any,
) -> Decision:
    """A decision of some days ago, about something new unless a target is named."""
    reason = "" if action in ("approve", "restore") else "selling"
    made: Decision = Decision.objects.create(
        id=uuid7(),
        kind=kind,
        target_id=target or uuid4(),
        action=action,
        reason=reason,
        revision_seen=1,
        submitter=submitter,
        reviewer=reviewer,
        decided_at=timezone.now() - timedelta(days=days_ago),
        **facts,
    )
    return made


def approvals(submitter: User, reviewer: User, number: int, **facts: Any) -> list[Decision]:
    return [decided(submitter, reviewer, **facts) for _ in range(number)]


def locked_tables(queries: Any) -> list[str]:
    """Whose rows were locked, in the order of the locks, of captured queries."""
    locking = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    return [re.findall(r'FROM "(\w+)"', sql)[0] for sql in locking]
