"""What an organisation's public page says about joining it."""

from typing import Any

from apps.organizations.kinds import JoinPolicy
from apps.organizations.models import Membership, Organization
from hearth.kernel.authorization import Subject


def place_in(organization: Organization, subject: Subject) -> Membership | None:
    """The person's live membership or request there."""
    if subject.id is None:
        return None
    rows = Membership.objects.live().filter(organization=organization, user=subject.id)
    found: Membership | None = rows.first()
    return found


def joining(organization: Organization, subject: Subject) -> dict[str, Any]:
    """What an organisation's public page says about joining; strangers all get the same."""
    place = None if organization.pk in subject.organizations else place_in(organization, subject)
    open_to_all = (
        organization.status == Organization.Status.APPROVED
        and organization.join_policy != JoinPolicy.INVITE_ONLY
        and organization.pk not in subject.organizations
        and (subject.user is None or subject.is_active)
    )
    return {"place": place, "can_ask": open_to_all and place is None}
