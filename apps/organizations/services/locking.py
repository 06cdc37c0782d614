"""The lock that every change of who belongs to an organisation takes first, and what is asked under it."""

from uuid import UUID

from django.db.models import Model

from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject, can
from hearth.kernel.authorization.policy import refuse
from hearth.kernel.problems import Conflict

NOT_APPROVED = "organization_approved"
"""The rule by which every write is off in an organisation that is not approved."""


def lock_organization(organization_id: UUID) -> Organization:
    """Lock the organisation's row until the transaction ends. Whatever is counted is counted after it."""
    found: Organization = Organization.objects.select_for_update(no_key=True).get(pk=organization_id)
    return found


def refuse_unless_approved(organization: Organization) -> None:
    """Raise Conflict where every write is off: nobody comes, goes up or is turned out meanwhile."""
    if organization.status != Organization.Status.APPROVED:
        state = organization.get_status_display().lower()
        raise Conflict(f"{organization} is {state}; its members cannot be changed now.", rule=NOT_APPROVED)


def require_for_row(by: Subject, action: str, row: Model) -> None:
    """Ask the policy about a row that is yet to be written; refuse with 403 what the subject may know of."""
    decision = can(by, action, row)
    if not decision.allowed and not by.is_system:
        refuse(by, decision, visible=True)
