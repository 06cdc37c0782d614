"""Brings the column of an offer up to date when somebody touches it after its time."""

from apps.organizations.models.expiry import Expiring
from apps.organizations.services.locking import lock_organization
from hearth.kernel.authorization import system_subject
from hearth.kernel.transactions import transactional
from hearth.kernel.workflow import Workflow


def expire_if_due(offer: Expiring, workflow: Workflow) -> None:
    """Write down that an offer's time ran out; one that stands is left alone, and no lock is taken.

    Called before the transaction of a verb, so that the refusal which follows does not undo it.
    """
    if offer.is_due:
        _expire(offer, workflow)


@transactional
def _expire(offer: Expiring, workflow: Workflow) -> None:
    lock_organization(offer.organization_id)
    fresh = type(offer)._default_manager.select_for_update(no_key=True, of=("self",)).get(pk=offer.pk)
    if fresh.is_due:
        workflow.move(fresh, "expire", by=system_subject())
