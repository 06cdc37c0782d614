"""Verbs of memberships. Each locks the organisation, reads the actor's own grants anew, asks, then counts.

Only an approved organisation's members can be changed; leaving, and taking one's own request back, stay
possible whatever its state: nobody is held.
"""

from typing import Any

from django.db import models
from django.utils import timezone

from apps.accounts.models import User
from apps.moderation import services as moderation
from apps.organizations.kinds import KINDS, JoinPolicy
from apps.organizations.models import Membership, Organization
from apps.organizations.services.locking import (
    NOT_APPROVED,
    lock_organization,
    refuse_unless_approved,
    require_for_row,
)
from apps.organizations.services.orphans import has_admin
from apps.organizations.services.ranks import check_grantable, check_role, keep_a_top_role
from apps.organizations.workflows import MEMBERSHIP
from hearth.kernel.authorization import Subject, require, require_for_new
from hearth.kernel.events import record
from hearth.kernel.models import Event
from hearth.kernel.problems import Conflict, Invalid, StaleVersion
from hearth.kernel.transactions import transactional

Status, Via = Membership.Status, Membership.Via
ALREADY_THERE: dict[str | None, str] = {
    Status.PENDING: "asked_already",
    Status.ACTIVE: "member_already",
    Status.SUSPENDED: "suspended_here",
}
"""The rule that lets nobody stand twice in one organisation, by where they stand."""


class Reason(models.TextChoices):
    """Why a request was turned down or a membership taken; codes, because events are kept for good."""

    FULL = "full", "There is no room for more people just now"
    UNKNOWN = "unknown", "We do not know each other yet"
    CONDUCT = "conduct", "It did not fit with how we treat each other"
    SAFETY = "safety", "Somebody could have come to harm"
    INACTIVE = "inactive", "There was no contact for a long time"
    ASKED = "asked", "They asked for it"
    OTHER = "other", "Another reason"


@transactional
def request_membership(organization: Organization, *, by: Subject, message: str = "") -> Membership:
    """Ask to join. Where anybody may join, the membership is active at once; else it waits to be let in.

    Raises NotAllowed where people come by invitation only, and Conflict for somebody who stands there
    already. Who was removed once, or left while suspended, waits for approval everywhere.
    """
    require(by, "view", organization)
    organization, by = lock_organization(organization.pk), by.refreshed()
    require_for_row(by, "request", Membership(organization=organization, user=by.user))
    refuse_unless_approved(organization)
    _refuse_second(organization, by.user)
    role = KINDS[organization.kind].lowest_role
    if organization.join_policy == JoinPolicy.OPEN and not _went_badly(organization, by.user):
        return join(organization, by.user, role, by=by, via=Via.REQUEST, message=message)
    asked: Membership = Membership.objects.create(
        organization=organization,
        user=by.user,
        role=role,
        status=Status.PENDING,
        joined_at=None,
        joined_via=Via.REQUEST,
        message=message,
    )
    record("membership.requested", asked, by=by, to_state=asked.status, data={"role": role})
    return asked


def refusal_to_join(organization: Organization, *, by: Subject) -> str:
    """The rule that refuses somebody's request to join besides the policy; empty for none."""
    if organization.status != Organization.Status.APPROVED:
        return NOT_APPROVED
    live = Membership.objects.live().filter(organization=organization, user=by.id)
    return ALREADY_THERE.get(live.values_list("status", flat=True).first(), "")


@transactional
def approve_membership(membership: Membership, *, by: Subject) -> Membership:
    """Let in somebody who asked."""
    membership, by = _opened(membership, "approve", by=by)
    return MEMBERSHIP.move(membership, "approve", by=by, joined_at=timezone.now())


@transactional
def reject_membership(
    membership: Membership, *, by: Subject, reason: str = Reason.OTHER, note: str = ""
) -> Membership:
    """Turn a request down."""
    membership, by = _opened(membership, "reject", by=by)
    return MEMBERSHIP.move(membership, "reject", by=by, reason=reason, **_noted(membership, note))


@transactional
def withdraw_membership(membership: Membership, *, by: Subject) -> Membership:
    """Take one's own request back, whatever became of the organisation meanwhile."""
    membership, by = _opened(membership, "withdraw", by=by, in_any_organization=True)
    return MEMBERSHIP.move(membership, "withdraw", by=by)


@transactional
def suspend_membership(
    membership: Membership, *, by: Subject, reason: str = Reason.OTHER, note: str = ""
) -> Membership:
    """Take a member's rights for a while; raise Conflict for the last one of the highest role."""
    membership, by = _opened(membership, "suspend", by=by)
    keep_a_top_role(membership)
    return MEMBERSHIP.move(membership, "suspend", by=by, reason=reason, **_noted(membership, note))


@transactional
def reinstate_membership(membership: Membership, *, by: Subject) -> Membership:
    membership, by = _opened(membership, "reinstate", by=by)
    return MEMBERSHIP.move(membership, "reinstate", by=by)


@transactional
def change_role(membership: Membership, *, by: Subject, role: str) -> Membership:
    """Give a member another role; the same one again changes nothing.

    The top role may give itself a lower one. Raises NotAllowed for a role above the actor's own, Invalid
    for one that the kind does not have or that moves by handover alone, Conflict when the last one of the
    highest role would go.
    """
    membership, by = _opened(membership, "change_role", by=by)
    if role == membership.role:
        return membership
    check_grantable(membership.organization, role, by=by)
    keep_a_top_role(membership)
    return set_role(membership, role, by=by)


@transactional
def remove_member(
    membership: Membership, *, by: Subject, reason: str = Reason.OTHER, note: str = ""
) -> Membership:
    """End somebody's membership; raise Conflict for the last one of the highest role."""
    membership, by = _opened(membership, "remove", by=by)
    keep_a_top_role(membership)
    return MEMBERSHIP.move(membership, "remove", by=by, reason=reason, **_noted(membership, note))


@transactional
def leave_organization(membership: Membership, *, by: Subject) -> Membership:
    """End one's own membership, also of an organisation that is suspended or archived.

    Raises Conflict for the last one of the highest role, who hands it over first. A registration that its
    last one abandons leaves the review queue.
    """
    membership, by = _opened(membership, "leave", by=by, in_any_organization=True)
    keep_a_top_role(membership)
    left = MEMBERSHIP.move(membership, "leave", by=by)
    if membership.organization.status == Organization.Status.PENDING and not has_admin(
        membership.organization
    ):
        moderation.withdraw_item(membership.organization)
    return left


@transactional
def add_member(
    organization: Organization, user: User, role: str, *, by: Subject, note: str = ""
) -> Membership:
    """Make somebody a member without being asked: for site admins, where nobody else is left to do it.

    Somebody who asked to join is let in with the role. Raises Conflict when they are a member already, or
    when ownership would have two holders; Invalid for a role that the kind does not have.
    """
    require_for_new(by, "create", Membership)
    organization, by = lock_organization(organization.pk), by.refreshed()
    require_for_new(by, "create", Membership)
    if organization.status in (Organization.Status.SUSPENDED, Organization.Status.ARCHIVED):
        refuse_unless_approved(organization)
    check_role(organization, role)
    kind = KINDS[organization.kind]
    held = Membership.objects.holding(role, organization.pk).exists()
    if kind.top_role_moves_by_offer and role == kind.top_role and held:
        raise Conflict(f"{organization} has one: only they can hand it over.")
    waiting = _refuse_second(organization, user, but_waiting=True)
    if waiting is not None:
        return admit(waiting, role, by=by, via=Via.ADMIN, **_noted(waiting, note))
    return join(organization, user, role, by=by, via=Via.ADMIN, note=note)


def join(
    organization: Organization, user: User, role: str, *, by: Subject, via: str, **facts: Any
) -> Membership:
    """Write an active membership; the caller has asked, and holds the organisation's lock."""
    membership: Membership = Membership.objects.create(
        organization=organization, user=user, role=role, joined_via=via, joined_at=timezone.now(), **facts
    )
    data = {"role": role, "via": str(via)}
    record("membership.joined", membership, by=by, to_state=membership.status, data=data)
    return membership


def admit(membership: Membership, role: str, *, by: Subject, via: str, **facts: Any) -> Membership:
    """Answer a waiting request with a role; the caller has asked, and holds the organisation's lock."""
    data = {"role": role, "via": str(via)}
    moment = timezone.now()
    return MEMBERSHIP.move(
        membership, "join", by=by, data=data, role=role, joined_via=via, joined_at=moment, **facts
    )


def set_role(membership: Membership, role: str, *, by: Subject) -> Membership:
    """Write another role; the caller has asked, and holds the organisation's lock."""
    data = {"former": membership.role, "role": role}
    return MEMBERSHIP.move(membership, "change_role", by=by, data=data, role=role)


def _opened(
    membership: Membership, verb: str, *, by: Subject, in_any_organization: bool = False
) -> tuple[Membership, Subject]:
    """Lock the organisation, then read the membership and its actor anew and ask whether the verb may be."""
    organization, by = lock_organization(membership.organization_id), by.refreshed()
    fresh: Membership = Membership.objects.select_related("user").get(pk=membership.pk)
    fresh.organization = organization
    require(by, verb, fresh)
    if not in_any_organization:
        refuse_unless_approved(organization)
    MEMBERSHIP.guard(fresh, verb, by=by)
    if fresh.version != membership.version:
        raise StaleVersion(f"It is now at version {fresh.version}.", version=fresh.version)
    return fresh, by


def _refuse_second(organization: Organization, user: User, *, but_waiting: bool = False) -> Membership | None:
    """Raise Conflict for somebody who stands there already; return a waiting request where one may."""
    live: Membership | None = Membership.objects.live().filter(organization=organization, user=user).first()
    if live is None:
        return None
    rule = ALREADY_THERE[live.status]
    if live.status == Status.PENDING:
        if but_waiting:
            return live
        raise Conflict(f"{user} has asked to join already.", rule=rule, state=live.status)
    words = "is suspended there" if live.status == Status.SUSPENDED else "is a member already"
    raise Conflict(f"{user} {words}.", rule=rule, state=live.status)


def _went_badly(organization: Organization, user: User) -> bool:
    """Whether somebody was removed before, or left while they were suspended."""
    former = Membership.objects.filter(organization=organization, user=user)
    if former.filter(status=Status.REMOVED).exists():
        return True
    left = former.filter(status=Status.LEFT).values("pk")
    return Event.objects.filter(
        target_type=Membership._meta.label_lower,
        target_id__in=left,
        name="membership.left",
        from_state=Status.SUSPENDED,
    ).exists()


def _noted(membership: Membership, note: str) -> dict[str, Any]:
    """The managers' note; an empty one leaves what stands there."""
    if len(note) > 500:
        raise Invalid([("/note", "max_length", "Keep the note under 500 characters.")])
    return {"note": note.strip()} if note.strip() else {}
