"""Verbs of organisations and of the people in them."""

from apps.organizations.services.addresses import change_slug
from apps.organizations.services.changes import withdraw_change
from apps.organizations.services.handovers import (
    accept_handover,
    decline_handover,
    offer_handover,
    withdraw_handover,
)
from apps.organizations.services.invitations import (
    accept_by_token,
    accept_invitation,
    decline_invitation,
    invitation_for_token,
    invite,
    resend_invitation,
    revoke_invitation,
)
from apps.organizations.services.membership_edits import (
    edit_membership,
    end_membership,
    verb_that_ends,
)
from apps.organizations.services.memberships import (
    add_member,
    approve_membership,
    change_role,
    join,
    leave_organization,
    refusal_to_join,
    reinstate_membership,
    reject_membership,
    remove_member,
    request_membership,
    suspend_membership,
    withdraw_membership,
)
from apps.organizations.services.organizations import (
    archive_organization,
    change_settings,
    check_may_found,
    create_organization,
    edit_organization,
    propose_organization,
    register_organization,
    reinstate_organization,
    resubmit_organization,
    unarchive_organization,
)
from apps.organizations.services.verification import (
    refuse_repeat,
    unverify_organization,
    verify_organization,
)

__all__ = [
    "accept_by_token",
    "accept_handover",
    "accept_invitation",
    "add_member",
    "approve_membership",
    "archive_organization",
    "change_role",
    "change_settings",
    "change_slug",
    "check_may_found",
    "create_organization",
    "decline_handover",
    "decline_invitation",
    "edit_membership",
    "edit_organization",
    "end_membership",
    "invitation_for_token",
    "invite",
    "join",
    "leave_organization",
    "offer_handover",
    "propose_organization",
    "refusal_to_join",
    "refuse_repeat",
    "register_organization",
    "reinstate_membership",
    "reinstate_organization",
    "reject_membership",
    "remove_member",
    "request_membership",
    "resend_invitation",
    "resubmit_organization",
    "revoke_invitation",
    "suspend_membership",
    "unarchive_organization",
    "unverify_organization",
    "verb_that_ends",
    "verify_organization",
    "withdraw_change",
    "withdraw_handover",
    "withdraw_membership",
]
