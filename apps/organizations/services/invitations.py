"""Verbs of invitations. The token is derived from the id and lives in the mail alone."""

import base64
import hashlib
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.crypto import salted_hmac

from apps.accounts.models import User
from apps.organizations.models import Invitation, Membership, Organization
from apps.organizations.models.expiry import OFFER_STANDS_FOR
from apps.organizations.services.expiry import expire_if_due
from apps.organizations.services.locking import lock_organization, refuse_unless_approved, require_for_row
from apps.organizations.services.memberships import Status, Via, admit, join
from apps.organizations.services.ranks import check_grantable
from apps.organizations.workflows import INVITATION
from hearth.kernel.authorization import Subject, can, require, subject_for, system_subject, with_grants
from hearth.kernel.authorization.roles import rank_of
from hearth.kernel.events import record
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Event
from hearth.kernel.problems import (
    Conflict,
    EmailUnknown,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    TooManyRequests,
)
from hearth.kernel.transactions import transactional

MOST_AGAIN_A_DAY = 3


def token_of(invitation_id: UUID) -> str:
    """The secret of an invitation as it stands in the mail's address; only who holds the key can make it."""
    digest = salted_hmac("organizations.invitation", str(invitation_id), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def invitation_for_token(token: str) -> Invitation:
    """Find the invitation of a token from a mail; raise NotFound for any other word."""
    rows = Invitation.objects.select_related("organization", "invited_by")
    found: Invitation | None = rows.filter(token_hash=_digest(token)).first()
    if found is None:
        raise NotFound("There is no such invitation. Open the address from the mail once more.")
    return found


@transactional
def invite(
    organization: Organization,
    *,
    by: Subject,
    role: str,
    email: str = "",
    user_id: UUID | None = None,
    message: str = "",
) -> Invitation:
    """Offer a role to an address, or to somebody who has been in the organisation's list before.

    Who is invited already gets the same invitation once more, with the new role and seven new days. Raises
    NotAllowed for a role above one's own, Conflict for somebody who is a member.
    """
    require(by, "view", organization)
    organization, by = lock_organization(organization.pk), by.refreshed()
    require_for_row(by, "create", Invitation(organization=organization))
    refuse_unless_approved(organization)
    check_grantable(organization, role, by=by)
    email, person = _addressee(organization, email, user_id)
    _refuse_members(organization, email, person)
    waiting = Invitation.objects.filter(
        organization=organization, email=email or None, user=person, status=Invitation.Status.PENDING
    ).first()
    if waiting is not None:
        return _send_again(waiting, role=role, message=message, by=by)
    pk = uuid7()
    made: Invitation = Invitation.objects.create(
        id=pk,
        organization=organization,
        email=email or None,
        user=person,
        role=role,
        message=message,
        token_hash=_digest(token_of(pk)),
        expires_at=timezone.now() + OFFER_STANDS_FOR,
        invited_by=by.user,
    )
    record("invitation.sent", made, by=by, to_state=made.status, data={"role": role})
    return made


@transactional
def resend_invitation(invitation: Invitation, *, by: Subject) -> Invitation:
    """Send the mail once more, with seven new days; whoever sends it answers for the role from now on."""
    invitation, by = _opened(invitation, "resend", by=by)
    refuse_unless_approved(invitation.organization)
    check_grantable(invitation.organization, invitation.role, by=by)
    return _send_again(invitation, role=invitation.role, message=invitation.message, by=by)


def revoke_invitation(invitation: Invitation, *, by: Subject) -> Invitation:
    expire_if_due(invitation, INVITATION)
    return _close(invitation, "revoke", by=by)


def accept_invitation(invitation: Invitation, *, by: Subject) -> Invitation:
    """Become a member with the offered role; a waiting request is answered by it.

    Raises Conflict when the person is a member already, when the organisation is not open for it, or when
    whoever invited them may not give this role any more.
    """
    expire_if_due(invitation, INVITATION)
    return _accept(invitation, by=by)


def accept_by_token(token: str, *, by: Subject) -> Invitation:
    """Accept with the token of the mail; raise EmailUnknown without a confirmed address of one's own.

    Somebody with another address is told so, without learning the one that was invited.
    """
    if by.user is None:
        raise NotSignedIn()
    invitation = invitation_for_token(token)
    if can(by, "accept", invitation).allowed or not by.is_active:
        return accept_invitation(invitation, by=by)
    if invitation.email and not by.address:
        raise EmailUnknown("Confirm your e-mail address first; then open the invitation once more.")
    raise NotAllowed(
        f"This invitation went to {hidden(invitation.email)}. Sign in with that address, or ask for another.",
        rule="your_email",
    )


def decline_invitation(invitation: Invitation, *, by: Subject) -> Invitation:
    expire_if_due(invitation, INVITATION)
    return _close(invitation, "decline", by=by, answered_at=timezone.now())


def hidden(email: str | None) -> str:
    """An address as its owner would recognise it and nobody else would learn it: `r…@h…`."""
    name, _, host = (email or "").partition("@")
    return f"{name[:1]}…@{host[:1]}…" if host else "somebody else"


@transactional
def _accept(invitation: Invitation, *, by: Subject) -> Invitation:
    invitation, by = _opened(invitation, "accept", by=by)
    organization = invitation.organization
    if organization.status != Organization.Status.APPROVED:
        raise Conflict(f"{organization} does not take anybody in just now.")
    _check_inviter(invitation)
    live = Membership.objects.live().filter(organization=organization, user=by.user).first()
    if live is not None and live.status != Status.PENDING:
        raise Conflict(f"You are a member of {organization} already.", state=live.status)
    facts: dict[str, Any] = {"by": by, "via": Via.INVITATION, "invited_by": invitation.invited_by}
    if live is not None:
        membership = admit(live, invitation.role, **facts)
    else:
        membership = join(organization, by.user, invitation.role, **facts)
    data = {"membership": str(membership.pk), "role": invitation.role}
    INVITATION.move(invitation, "accept", by=by, data=data, answered_at=timezone.now())
    _revoke_others(invitation, by)
    return invitation


@transactional
def _close(invitation: Invitation, verb: str, *, by: Subject, **facts: Any) -> Invitation:
    invitation, by = _opened(invitation, verb, by=by)
    return INVITATION.move(invitation, verb, by=by, **facts)


def _opened(invitation: Invitation, verb: str, *, by: Subject) -> tuple[Invitation, Subject]:
    """Lock the organisation and the invitation, read both and the actor anew, and ask."""
    organization, by = lock_organization(invitation.organization_id), by.refreshed()
    rows = Invitation.objects.select_related("invited_by", "user")
    rows = rows.select_for_update(no_key=True, of=("self",))
    fresh: Invitation = rows.get(pk=invitation.pk)
    fresh.organization = organization
    require(by, verb, fresh)
    INVITATION.guard(fresh, verb, by=by)
    return fresh, by


def _send_again(invitation: Invitation, *, role: str, message: str, by: Subject) -> Invitation:
    _spare_the_address(invitation)
    return INVITATION.move(
        invitation,
        "resend",
        by=by,
        data={"role": role},
        role=role,
        message=message,
        invited_by=by.user,
        # The key may have changed since: what is stored matches the token of the mail that goes out now.
        token_hash=_digest(token_of(invitation.pk)),
        expires_at=timezone.now() + OFFER_STANDS_FOR,
    )


def _spare_the_address(invitation: Invitation) -> None:
    """Refuse the fourth mail in a day, whoever sends it: nobody asked to be written to."""
    since = timezone.now() - timedelta(days=1)
    again = Event.objects.filter(
        target_type=Invitation._meta.label_lower, target_id=invitation.pk, name="invitation.resent"
    )
    if again.filter(occurred_at__gt=since).count() >= MOST_AGAIN_A_DAY:
        raise TooManyRequests(f"It was sent {MOST_AGAIN_A_DAY} times again today.", retry_after=24 * 3600)


def _check_inviter(invitation: Invitation) -> None:
    """Fail closed: the offer is worth what whoever made it may still give."""
    organization = invitation.organization
    inviter = subject_for(with_grants(User.objects.filter(pk=invitation.invited_by_id)).get())
    own = rank_of(organization.kind, inviter.role_in(organization.pk))
    may = "manage_members" in inviter.capabilities_in(organization.pk)
    if not may or rank_of(organization.kind, invitation.role) > own:
        raise Conflict("Whoever invited you may not do so any more; ask for a new invitation.")


def _revoke_others(accepted: Invitation, by: Subject) -> None:
    """Close what else waits for the same person, for there is nothing left to accept."""
    rows = Invitation.objects.filter(
        organization=accepted.organization_id, status=Invitation.Status.PENDING
    ).order_by("id")
    mine = [row for row in rows.visible_to(by, "accept") if row.pk != accepted.pk]
    for other in mine:
        INVITATION.move(other, "revoke", by=system_subject())


def _addressee(organization: Organization, email: str, user_id: UUID | None) -> tuple[str, User | None]:
    """Return the address in lower case, or the person; raise Invalid unless it is one of the two.

    People are invited by id only where the organisation knows them: nobody is found out by guessing.
    """
    if bool(email) == bool(user_id):
        field = "/user" if user_id else "/email"
        raise Invalid([(field, "one_of", "Name either an address, or a person who has been here.")])
    if user_id is not None:
        known = Membership.objects.filter(organization=organization, user=user_id, user__status="active")
        found = known.select_related("user").first()
        if found is None:
            raise Invalid([("/user", "unknown", "Nobody of this id has been here; invite their address.")])
        return "", found.user
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid([("/email", "invalid", "Write an e-mail address.")]) from None
    return email.lower(), None


def _refuse_members(organization: Organization, email: str, person: User | None) -> None:
    there = Membership.objects.filter(organization=organization, status__in=["active", "suspended"])
    if person is not None:
        taken = there.filter(user=person).exists()
    else:
        taken = there.filter(user__email__iexact=email, user__email_verified=True).exists()
    if taken:
        raise Conflict("This person is a member already.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
