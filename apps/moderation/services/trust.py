"""Who is trusted: derived from reviewers' decisions whenever it is asked, never stored.

Trust is an organisation's where there is one, else the submitter's own. Only what a reviewer decided counts,
so nothing that a submitter does alone, or with a second account, raises it.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from apps.moderation import reviewables
from apps.moderation.models import Decision

ENOUGH = 5
"""Clean approvals, each of another target, after which a submitter is trusted."""
ENOUGH_WHEN_VOUCHED_FOR = 1
CLEAN_FOR = timedelta(days=90)
Action = Decision.Action

_vouchers: list[Callable[[UUID], bool]] = []


@dataclass(frozen=True)
class Standing:
    trusted: bool
    why: str
    clean: int
    """Clean approvals since the last strike, counted up to ENOUGH."""
    last_strike: datetime | None


def vouch(voucher: Callable[[UUID], bool]) -> Callable[[UUID], bool]:
    """Register what knows, by an organisation's id, whether somebody has verified it."""
    _vouchers.append(voucher)
    return voucher


def standing(submitter: Any, organization: Any = None) -> Standing:
    """Say whether what they submit may be published at once; `organization` is a row, an id or None.

    Costs two queries, and one per voucher where there is an organisation; a third where nearly all of the
    last approvals are of the same targets.
    """
    organization_id = getattr(organization, "pk", organization)
    decisions = _decisions_on(submitter, organization_id)
    last_strike = _last_strike(decisions)
    clean = _clean_approvals(decisions, since=last_strike)
    if last_strike is not None and last_strike > timezone.now() - CLEAN_FOR:
        return Standing(False, "struck", clean, last_strike)
    if clean >= ENOUGH:
        return Standing(True, "clean_record", clean, last_strike)
    if clean >= ENOUGH_WHEN_VOUCHED_FOR and organization_id is not None and _vouched_for(organization_id):
        return Standing(True, "verified", clean, last_strike)
    return Standing(False, "too_new", clean, last_strike)


def is_sampled(kind: str, target: Any, *, share: float = 0) -> bool:
    """Whether this publication is among those that are looked at afterwards; `share` may only add to them.

    The same target at the same version always gives the same answer, and the key keeps it from being
    foreseen: trying again does not change a draw.
    """
    words = f"{kind}:{target.pk}:{target.version}".encode()
    drawn = hmac.new(settings.SECRET_KEY.encode(), b"moderation.sample:" + words, sha256).digest()
    return int.from_bytes(drawn[:8], "big") < max(settings.REVIEW_SAMPLE_SHARE, share) * 2**64


def _decisions_on(submitter: Any, organization_id: UUID | None) -> QuerySet[Decision]:
    if organization_id is not None:
        return Decision.objects.filter(organization=organization_id)
    return Decision.objects.filter(submitter=submitter, organization=None)


def _last_strike(decisions: QuerySet[Decision]) -> datetime | None:
    """When something was last rejected or removed, unless an appeal lifted that."""
    kinds = [kind for kind, reviewable in reviewables.kinds().items() if reviewable.judges_submitter]
    lifted = Decision.objects.filter(overturns=OuterRef("pk"))
    strikes = decisions.filter(action__in=(Action.REJECT, Action.REMOVE), kind__in=kinds)
    return (
        strikes.filter(~Exists(lifted)).order_by("-decided_at").values_list("decided_at", flat=True).first()
    )


def _clean_approvals(decisions: QuerySet[Decision], *, since: datetime | None) -> int:
    """Count targets that a reviewer approved without ever having asked for changes, each once.

    Only kinds that can be published at once count: five photos of one pet, or a profile that was
    touched up five times, say nothing about the sixth listing.
    """
    kinds = [
        kind
        for kind, reviewable in reviewables.kinds().items()
        if reviewable.at_once and reviewable.judges_submitter
    ]
    sent_back = Decision.objects.filter(
        kind=OuterRef("kind"), target_id=OuterRef("target_id"), action=Action.REQUEST_CHANGES
    )
    approved = decisions.filter(~Exists(sent_back), action=Action.APPROVE, kind__in=kinds)
    if since is not None:
        approved = approved.filter(decided_at__gt=since)
    return _targets_of(approved.order_by("-decided_at"))


def _targets_of(approved: QuerySet[Decision]) -> int:
    """Count targets up to ENOUGH, the last first: nearly always each decision is about another."""
    looked_at = 2 * ENOUGH
    while True:
        targets = list(approved.values_list("target_id", flat=True)[:looked_at])
        clean = len(set(targets))
        if clean >= ENOUGH or len(targets) < looked_at:
            return min(clean, ENOUGH)
        looked_at *= 10


def _vouched_for(organization_id: UUID) -> bool:
    return any(voucher(organization_id) for voucher in _vouchers)
