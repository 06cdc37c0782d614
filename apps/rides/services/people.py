"""Who of a club is meant where somebody names a person by id."""

from uuid import UUID

from apps.accounts.models import User
from apps.organizations.models import Membership, Organization
from apps.rides.services.locking import locked_standing
from apps.rides.services.standing import may_lead
from hearth.kernel.authorization import Subject
from hearth.kernel.problems import Conflict, Invalid, NotAllowed


def member_of(organization_id: UUID, person_id: UUID, pointer: str) -> Membership:
    """The standing of an active member, locked; raise Invalid at the pointer for anybody else."""
    found = locked_standing(organization_id, person_id)
    if found is None or found.status != Membership.Status.ACTIVE:
        raise Invalid([(pointer, "does_not_exist", "Nobody of this club.")])
    return found


def leader_of(organization_id: UUID, person_id: UUID, pointer: str) -> User:
    """An active member who may lead; raise Invalid at the pointer, or Conflict for one who may not."""
    membership = member_of(organization_id, person_id, pointer)
    person: User = membership.user
    if not may_lead(membership):
        raise Conflict(f"{person} may not lead rides in this club.", rule="may_not_lead")
    return person


def refusal_to_plan(organization: Organization, *, by: Subject) -> str:
    """The rule that keeps somebody from planning rides of a club; empty for an active member."""
    return "" if "participate_rides" in by.capabilities_in(organization.pk) else "needs_participate_rides"


def check_may_plan(organization: Organization, *, by: Subject) -> None:
    """Raise NotAllowed for who is no active member."""
    if rule := refusal_to_plan(organization, by=by):
        raise NotAllowed("Only members plan rides of a club.", rule=rule)
