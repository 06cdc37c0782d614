"""Verbs of handovers: the highest role moves by offer and acceptance."""

from uuid import UUID

from django.utils import timezone

from apps.organizations.kinds import KINDS
from apps.organizations.models import Handover, Membership, Organization
from apps.organizations.models.expiry import OFFER_STANDS_FOR
from apps.organizations.services.expiry import expire_if_due
from apps.organizations.services.locking import lock_organization, refuse_unless_approved, require_for_row
from apps.organizations.services.memberships import set_role
from apps.organizations.workflows import HANDOVER
from hearth.kernel.authorization import Subject, require
from hearth.kernel.events import record
from hearth.kernel.problems import Conflict, Invalid
from hearth.kernel.transactions import transactional


def offer_handover(organization: Organization, *, by: Subject, user_id: UUID) -> Handover:
    """Offer one's own highest role to an active member; one offer at a time (Conflict)."""
    for waiting in Handover.objects.filter(organization=organization, status=Handover.Status.PENDING):
        expire_if_due(waiting, HANDOVER)
    return _offer(organization, by=by, user_id=user_id)


def accept_handover(handover: Handover, *, by: Subject) -> Handover:
    """Take the highest role; whoever gave it steps down to the next one, in the same transaction.

    Raises Conflict when the giver does not hold it any more, or the receiver is no active member.
    """
    expire_if_due(handover, HANDOVER)
    return _accept(handover, by=by)


def decline_handover(handover: Handover, *, by: Subject) -> Handover:
    expire_if_due(handover, HANDOVER)
    return _answer(handover, "decline", by=by)


def withdraw_handover(handover: Handover, *, by: Subject) -> Handover:
    """Take the offer back; others of the highest role may, too."""
    expire_if_due(handover, HANDOVER)
    return _answer(handover, "withdraw", by=by)


@transactional
def _offer(organization: Organization, *, by: Subject, user_id: UUID) -> Handover:
    require(by, "view", organization)
    organization, by = lock_organization(organization.pk), by.refreshed()
    top = KINDS[organization.kind].top_role
    require_for_row(by, "create", Handover(organization=organization, role=top, giver=by.user))
    refuse_unless_approved(organization)
    if Handover.objects.filter(organization=organization, status=Handover.Status.PENDING).exists():
        raise Conflict("An offer is waiting for its answer already; take it back first.")
    receiver = _active(organization, user_id)
    if receiver is None:
        raise Invalid([("/user", "unknown", "Choose an active member.")])
    if receiver.role == top:
        raise Invalid([("/user", "has_it", f"{receiver.user} has this role already.")])
    made: Handover = Handover.objects.create(
        organization=organization,
        role=top,
        giver=by.user,
        receiver=receiver.user,
        expires_at=timezone.now() + OFFER_STANDS_FOR,
    )
    record("handover.offered", made, by=by, to_state=made.status, data={"role": top})
    return made


@transactional
def _accept(handover: Handover, *, by: Subject) -> Handover:
    handover, by = _opened(handover, "accept", by=by)
    organization = handover.organization
    refuse_unless_approved(organization)
    giver = _active(organization, handover.giver_id)
    receiver = _active(organization, handover.receiver_id)
    if giver is None or giver.role != handover.role:
        raise Conflict(f"{handover.giver} does not have this role any more.")
    if receiver is None:
        raise Conflict(f"You are no active member of {organization} any more.")
    # Up before down: the organisation is at no moment without somebody at its head.
    if receiver.role != handover.role:
        set_role(receiver, handover.role, by=by)
    set_role(giver, KINDS[organization.kind].roles[1], by=by)
    return HANDOVER.move(handover, "accept", by=by, answered_at=timezone.now())


@transactional
def _answer(handover: Handover, verb: str, *, by: Subject) -> Handover:
    handover, by = _opened(handover, verb, by=by)
    return HANDOVER.move(handover, verb, by=by, answered_at=timezone.now())


def _opened(handover: Handover, verb: str, *, by: Subject) -> tuple[Handover, Subject]:
    """Lock the organisation and the offer, read both and the actor anew, and ask."""
    organization, by = lock_organization(handover.organization_id), by.refreshed()
    rows = Handover.objects.select_related("giver", "receiver")
    fresh: Handover = rows.select_for_update(no_key=True, of=("self",)).get(pk=handover.pk)
    fresh.organization = organization
    require(by, verb, fresh)
    HANDOVER.guard(fresh, verb, by=by)
    return fresh, by


def _active(organization: Organization, user_id: UUID) -> Membership | None:
    """The active membership of somebody whose account is active too."""
    rows = Membership.objects.active().filter(organization=organization, user=user_id, user__status="active")
    found: Membership | None = rows.select_related("user").first()
    if found is not None:
        found.organization = organization
    return found
