"""Brings the column of an offer up to date, when somebody touches it after its time or by the clock."""

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from apps.organizations.models import Handover, Invitation
from apps.organizations.models.expiry import Expiring
from apps.organizations.services.locking import lock_organization
from apps.organizations.workflows import HANDOVER, INVITATION
from hearth.kernel.authorization import system_subject
from hearth.kernel.sweeping import delete_in_steps
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import Workflow


def expire_if_due(offer: Expiring, workflow: Workflow) -> None:
    """Write down that an offer's time ran out; one that stands is left alone, and no lock is taken.

    Called before the transaction of a verb, so that the refusal which follows does not undo it.
    """
    if offer.is_due:
        _expire(offer, workflow)


def expire_offers(*, step: int = 500) -> int:
    """Write down of some offers that their time ran out, a transaction each; return of how many."""
    over = Q(status="pending", expires_at__lte=timezone.now())
    invitations = Invitation.objects.filter(over).order_by("id")[:step]
    handovers = Handover.objects.filter(over).order_by("id")[:step]
    due = [*((one, INVITATION) for one in invitations), *((one, HANDOVER) for one in handovers)]
    for offer, workflow in due:
        expire_if_due(offer, workflow)
    return len(due)


def forget_invitations(*, before: datetime) -> int:
    """Delete invitations that were answered, taken back or expired before a time; their events stay."""
    over = Invitation.objects.exclude(status=Invitation.Status.PENDING).filter(updated_at__lt=before)
    return delete_in_steps(over)


@transactional
def _expire(offer: Expiring, workflow: Workflow) -> None:
    lock_organization(offer.organization_id)
    fresh = type(offer)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=offer.pk)
    if fresh.is_due:
        workflow.move(fresh, "expire", by=system_subject())
