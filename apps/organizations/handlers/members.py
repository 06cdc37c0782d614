"""Reactions to what happens to the people in organisations: counting them, and telling them."""

from typing import Any

from django.db.models import Count, Q

from apps.accounts.models import User
from apps.notifications.services import notify, notify_address
from apps.organizations.kinds import KINDS
from apps.organizations.models import Handover, Invitation, Membership, Organization
from apps.organizations.services.locking import lock_organization
from apps.organizations.services.memberships import Reason, Via
from apps.organizations.welcoming import welcome_of
from hearth.kernel.authorization.roles import derive_from_tenant
from hearth.kernel.events import on
from hearth.kernel.models import Event

MINE = "/account/memberships"


@on(
    "membership.joined",
    "membership.approved",
    "membership.suspended",
    "membership.reinstated",
    "membership.removed",
    "membership.left",
)
def count_members(event: Event) -> None:
    """Keep the derived count; counting afresh, under the lock, makes a late or doubled event harmless."""
    membership = Membership.objects.get(pk=event.target_id)
    lock_organization(membership.organization_id)
    found = Organization.objects.filter(pk=membership.organization_id).annotate(
        live=Count("memberships", filter=Q(memberships__status="active"))
    )
    for organization in found:
        Organization.objects.filter(pk=organization.pk).update(member_count=organization.live)


@on("membership.requested")
def tell_managers(event: Event) -> None:
    """Tell everybody who can let somebody in that they are asked."""
    asked = _membership(event)
    if asked.status != Membership.Status.PENDING:
        return
    context = {
        **_about(asked.organization, asked.role),
        "person": str(asked.user),
        "path": _members_page(asked.organization),
    }
    for manager in _managers_of(asked.organization):
        notify(manager, event.name, about=asked, context=context)


@on(
    "membership.approved",
    "membership.rejected",
    "membership.suspended",
    "membership.reinstated",
    "membership.removed",
    "membership.role_changed",
)
def tell_member(event: Event) -> None:
    """Tell a person what others decided about their membership; not what they did themselves."""
    membership = _membership(event)
    if event.actor_id == membership.user_id:
        return
    organization = membership.organization
    former = event.data.get("former", "")
    welcomes = welcome_of(organization.kind) if event.name == "membership.approved" else ""
    notify(
        membership.user,
        welcomes or event.name,
        about=membership,
        context={
            **_about(organization, event.data.get("role", membership.role)),
            "former_role": _label(former) if former else "",
            "path": MINE if event.name.endswith((".suspended", ".removed")) else _page(organization),
            "reason": _words(event.reason),
            "reason_code": event.reason,
        },
    )


@on("membership.joined")
def welcome(event: Event) -> None:
    """Welcome who came in by the open door or was added; others learn it by what they accepted."""
    via, membership = event.data.get("via"), _membership(event)
    words = welcome_of(membership.organization.kind)
    if via in (Via.REQUEST, Via.ADMIN) or (words and via != Via.FOUNDER):
        context = {
            **_about(membership.organization, event.data["role"]),
            "path": _page(membership.organization),
        }
        notify(membership.user, words or event.name, about=membership, context=context)


@on("invitation.sent", "invitation.resent")
def send_invitation(event: Event) -> None:
    """Mail the invitation; its token is put in when the mail goes out, and lies nowhere before."""
    invitation = Invitation.objects.select_related("organization", "invited_by", "user").get(
        pk=event.target_id
    )
    context = {
        **_about(invitation.organization, event.data["role"]),
        "person": str(invitation.invited_by),
        "path": MINE,
    }
    if invitation.user is not None:
        notify(invitation.user, "invitation.sent", about=invitation, context=context)
    elif invitation.email:
        notify_address(invitation.email, "invitation.sent", about=invitation, context=context)


@on("invitation.accepted")
def tell_inviter(event: Event) -> None:
    invitation = Invitation.objects.select_related("organization", "invited_by").get(pk=event.target_id)
    context = {
        **_about(invitation.organization, event.data["role"]),
        "person": str(event.actor),
        "path": _members_page(invitation.organization),
    }
    notify(invitation.invited_by, event.name, about=invitation, context=context)


@on("handover.offered")
def tell_receiver(event: Event) -> None:
    offer = _handover(event)
    if offer.present_status == Handover.Status.PENDING:
        context = {**_about(offer.organization, offer.role), "person": str(offer.giver), "path": MINE}
        notify(offer.receiver, event.name, about=offer, context=context)


@on("handover.accepted")
def tell_giver(event: Event) -> None:
    offer = _handover(event)
    context = {
        **_about(offer.organization, offer.role),
        "person": str(offer.receiver),
        "path": _members_page(offer.organization),
    }
    notify(offer.giver, event.name, about=offer, context=context)


def _membership(event: Event) -> Membership:
    found: Membership = Membership.objects.select_related("user", "organization").get(pk=event.target_id)
    return found


def _handover(event: Event) -> Handover:
    rows = Handover.objects.select_related("organization", "giver", "receiver")
    found: Handover = rows.get(pk=event.target_id)
    return found


def _managers_of(organization: Organization) -> list[User]:
    roles = [
        role
        for role in KINDS[organization.kind].roles
        if "manage_members" in derive_from_tenant(organization.kind, role, "approved")
    ]
    rows = Membership.objects.active().filter(organization=organization, role__in=roles)
    return [row.user for row in rows.filter(user__status="active").select_related("user").order_by("id")]


def _about(organization: Organization, role: str) -> dict[str, Any]:
    return {"organization_name": organization.name, "role": _label(role), "role_code": role}


def _label(role: str) -> str:
    return str(Membership.Role(role).label)


def _words(reason: str) -> str:
    """What a reason says to the person; “another reason” says nothing, so it is left out."""
    return str(Reason(reason).label) if reason in Reason.values and reason != Reason.OTHER else ""


def _page(organization: Organization) -> str:
    return organization.get_absolute_url()


def _members_page(organization: Organization) -> str:
    return f"{_page(organization)}/members"
