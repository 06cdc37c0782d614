"""What the shared apps and the database's refusals need to know of the people in organisations."""

from typing import Any
from uuid import UUID

from apps.accounts.erasure import before_erasure, on_erasure
from apps.notifications.kinds import Kind, register
from apps.organizations.models import Invitation
from apps.organizations.services.erasure import keeps_nobody_without_a_head, leave_everything
from apps.organizations.services.invitations import token_of
from hearth.kernel.constraints import explain_constraint

before_erasure(keeps_nobody_without_a_head)
on_erasure(leave_everything)

explain_constraint("membership_one_live", "This person is a member already, or has asked to be one.")
for _name in ("invitation_one_pending_by_address", "invitation_one_pending_by_person"):
    explain_constraint(_name, "This person is invited already.")
explain_constraint("handover_one_pending", "An offer is waiting for its answer already.")


def _way_in(invitation_id: UUID) -> dict[str, Any] | None:
    """The address with the token, and the inviter's words; nothing for an invitation that does not stand."""
    invitation = Invitation.objects.in_status("pending").filter(pk=invitation_id).first()
    if invitation is None:
        return None
    return {"path": f"/invitations/{token_of(invitation_id)}", "message": invitation.message}


_ABOUT = {
    "organization_name": "Harbour Paws",
    "path": "/rescues/harbour-paws",
    "role": "Member",
    "role_code": "member",
}
_WHY = {"reason": "There is no room for more people just now", "reason_code": "full"}
_WHO = {"person": "Remy Duarte"}
_SECRETS = {"message": "We miss you on Sundays!"}
_SAMPLES: dict[str, tuple[str, dict[str, str]]] = {
    "membership.requested": ("Somebody asks to join your organisation", _WHO),
    "membership.joined": ("You became a member", {}),
    "membership.approved": ("You were let into an organisation", {}),
    "membership.rejected": ("Your request to join was turned down", _WHY),
    "membership.suspended": ("Your membership was suspended", _WHY),
    "membership.reinstated": ("Your membership goes on", {}),
    "membership.removed": ("Your membership was ended", _WHY),
    "membership.role_changed": ("You have another role", {"former_role": "Admin"}),
    "invitation.accepted": ("Somebody accepted your invitation", _WHO),
    "handover.accepted": ("Somebody took your role over", _WHO),
}
# People without an account must be able to end invitations, so those are not mandatory.
_OFFERS = {
    "invitation.sent": ("You are invited to an organisation", _WHO | _SECRETS),
    "handover.offered": ("An organisation is offered to you", _WHO),
}

for _name, (_label, _facts) in {**_SAMPLES, **_OFFERS}.items():
    register(
        Kind(
            name=_name,
            label=_label,
            group="Organisations",
            template=f"organizations/mail/{_name.replace('.', '_')}",
            mandatory=_name == "handover.offered",
            sample={**_ABOUT, **_facts},
            secrets=_way_in if _name == "invitation.sent" else None,
        )
    )
