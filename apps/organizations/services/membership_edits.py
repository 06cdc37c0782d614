"""The brief's PUT and DELETE of a membership, said in verbs."""

from apps.organizations.models import Membership
from apps.organizations.services import memberships as verbs
from apps.organizations.workflows import MEMBERSHIP
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import WrongState
from hearth.kernel.transactions import transactional

_BY_STATUS = {
    ("pending", "active"): verbs.approve_membership,
    ("pending", "withdrawn"): verbs.withdraw_membership,
    ("suspended", "active"): verbs.reinstate_membership,
    ("active", "left"): verbs.leave_organization,
    ("suspended", "left"): verbs.leave_organization,
}
_BY_STATUS_WITH_REASON = {
    ("pending", "rejected"): verbs.reject_membership,
    ("active", "suspended"): verbs.suspend_membership,
    ("active", "removed"): verbs.remove_member,
    ("suspended", "removed"): verbs.remove_member,
}


@transactional
def edit_membership(
    membership: Membership,
    *,
    by: Subject,
    role: str = "",
    status: str = "",
    reason: str = verbs.Reason.OTHER,
) -> Membership:
    """Bring role and status to what is named, by the verbs that lead there: both happen or none.

    What is so already, or is left empty, stays. Raises WrongState where no verb leads to the status.
    """
    change = (membership.status, status)
    goes_first = status == "active"  # a role can be changed while the membership is active alone
    if role and role != membership.role and not goes_first:
        membership = verbs.change_role(membership, by=by, role=role)
    if not status or status == membership.status:
        pass
    elif change in _BY_STATUS:
        membership = _BY_STATUS[change](membership, by=by)
    elif change in _BY_STATUS_WITH_REASON:
        membership = _BY_STATUS_WITH_REASON[change](membership, by=by, reason=reason)
    else:
        raise WrongState(
            f"A membership that is {membership.status} does not become {status}.",
            state=membership.status,
            allowed=MEMBERSHIP.allowed(membership),
        )
    if role and role != membership.role:
        membership = verbs.change_role(membership, by=by, role=role)
    return membership


def verb_that_ends(membership: Membership, *, by: Subject) -> str:
    """What DELETE means: leave, or take one's request back, where it is one's own; else remove the person."""
    if membership.user_id != by.id:
        return "remove"
    return "withdraw" if membership.status == Membership.Status.PENDING else "leave"


def end_membership(membership: Membership, *, by: Subject) -> Membership:
    """End a membership by the verb that `verb_that_ends` names."""
    ends = {
        "remove": verbs.remove_member,
        "withdraw": verbs.withdraw_membership,
        "leave": verbs.leave_organization,
    }
    return ends[verb_that_ends(membership, by=by)](membership, by=by)
