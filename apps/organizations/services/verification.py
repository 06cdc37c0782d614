"""The badge: given for evidence and for a time, taken with a reason, lost with a new name."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.moderation import services as moderation
from apps.organizations.models import Organization, Verification
from apps.organizations.models.verification import LONGEST
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import AlreadyDone, Conflict, Invalid
from hearth.kernel.transactions import transactional

USUAL = timedelta(days=365)
END = Verification.EndReason


@transactional
def verify_organization(
    organization: Organization,
    *,
    by: Subject,
    evidence: str,
    reference: str = "",
    note: str = "",
    expires_at: datetime | None = None,
) -> Organization:
    """Give the badge, or renew it, until a time that is at most two years away; a year when none is named.

    Raises AlreadyDone when this person gave just this badge before.
    """
    require(by, "verify", organization)
    ORGANIZATION.guard(organization, "verify", by=by)
    now = timezone.now()
    facts = _facts(now, evidence=evidence, reference=reference, note=note, expires_at=expires_at)
    if not now < facts["expires_at"] <= now + LONGEST:
        raise Invalid([("/expires_at", "out_of_range", "Choose a time within the next two years.")])
    refuse_repeat(organization, by=by, **facts)
    ORGANIZATION.move(
        organization, "verify", by=by, data={"evidence": evidence}, verified_until=facts["expires_at"]
    )
    _end(organization, END.RENEWED, by)
    Verification.objects.create(organization=organization, granted_by=by.user, granted_at=now, **facts)
    moderation.refresh_item(organization)
    return organization


def refuse_repeat(organization: Organization, *, by: Subject, **given: Any) -> None:
    """Raise AlreadyDone when this person gave just this badge before, and it is still the one."""
    facts = _facts(timezone.now(), **given)
    if live_badge(organization, granted_by=by.user, **facts) is not None:
        raise AlreadyDone("You gave this badge already.", state=organization.status, allowed=[])


@transactional
def unverify_organization(organization: Organization, *, by: Subject, reason: str) -> Organization:
    """End the badge before its time; raise Conflict when there is none."""
    require(by, "unverify", organization)
    ORGANIZATION.guard(organization, "unverify", by=by)
    if live_badge(organization) is None:
        last = Verification.objects.filter(organization=organization).order_by("-granted_at", "-id").first()
        if last is not None and last.end_reason == reason and last.ended_by_id == by.id:
            raise AlreadyDone("You took it already.", state=organization.status, allowed=[])
        raise Conflict("It has no badge.")
    ORGANIZATION.move(organization, "unverify", by=by, reason=reason, verified_until=None)
    _end(organization, END(reason), by)
    moderation.refresh_item(organization)
    return organization


def end_badge_of_old_name(organization: Organization, *, by: Subject) -> None:
    """Follow a change of name, in its transaction: what was verified was another name."""
    if _end(organization, END.RENAMED, by):
        state = organization.status
        record(
            "organization.unverified",
            organization,
            by=by,
            from_state=state,
            to_state=state,
            reason=END.RENAMED,
        )


def live_badge(organization: Organization, **facts: Any) -> Verification | None:
    """The one that nobody ended, if it is as described; it may have expired."""
    found: Verification | None = (
        Verification.objects.live().filter(organization=organization, **facts).first()
    )
    return found


def _facts(
    now: datetime,
    *,
    evidence: str,
    reference: str = "",
    note: str = "",
    expires_at: datetime | None = None,
) -> dict[str, Any]:
    # A year from today, not from now: a repeat on the same day means the same badge.
    usual = now.replace(hour=0, minute=0, second=0, microsecond=0) + USUAL + timedelta(days=1)
    return {
        "evidence": evidence,
        "reference": reference.strip(),
        "note": note.strip(),
        "expires_at": expires_at or usual,
    }


def _end(organization: Organization, reason: Verification.EndReason, by: Subject) -> bool:
    ended = Verification.objects.live().filter(organization=organization)
    now = timezone.now()
    values = {"ended_at": now, "end_reason": reason, "ended_by": by.user, "updated_at": now}
    return bool(ended.update(**values))
