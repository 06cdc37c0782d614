"""What happens to offers by the clock. Harmless when it comes late, twice or not at all."""

from datetime import timedelta

from apps.organizations.services.expiry import expire_offers, forget_invitations
from hearth.kernel.scheduling import Run, daily, every, scheduled

KEPT = timedelta(days=90)


@scheduled("organizations.expire_offers", every(hours=1), atomic=False)
def end_what_nobody_answered(run: Run) -> str:
    """Write down which invitations and handovers ran out; nobody could accept them any more as it was."""
    total = 0
    while ended := expire_offers():
        total += ended
    return f"{total} ended"


@scheduled("organizations.forget_invitations", daily("03:20"), atomic=False)
def forget_old_invitations(run: Run) -> str:
    """Forget whom organisations invited, three months after the answer."""
    return f"{forget_invitations(before=run.due_at - KEPT)} forgotten"
