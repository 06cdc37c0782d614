"""What becomes of a person's places in organisations when they are erased."""

from typing import Any

from django.db import models
from django.db.models import Q

from apps.accounts.models import FORMER_MEMBER, User
from apps.notifications.services import forget_names
from apps.organizations.models import Handover, Invitation, Membership, Organization
from apps.organizations.services.locking import lock_organization
from apps.organizations.services.ranks import keep_a_top_role
from apps.organizations.workflows import HANDOVER, INVITATION, MEMBERSHIP
from hearth.kernel.authorization import system_subject
from hearth.kernel.models import Event
from hearth.kernel.problems import Conflict


def keeps_nobody_without_a_head(person: User) -> None:
    """Raise Conflict, with the organisations, while the person is the last one of a highest role.

    Locks every organisation that they are in, by id, and counts then. One that is not approved holds nobody:
    there is no handing over in it, and nothing of it is public.
    """
    left_alone = []
    for pk, organization_id in _live(person).values_list("pk", "organization_id"):
        organization = lock_organization(organization_id)
        if organization.status != Organization.Status.APPROVED:
            continue
        # Read under the lock: they may have been given the highest role a moment ago.
        membership = Membership.objects.select_related("user").get(pk=pk)
        membership.organization = organization
        try:
            keep_a_top_role(membership)
        except Conflict:
            left_alone.append(membership.organization)
    if left_alone:
        names = ", ".join(organization.name for organization in left_alone)
        raise Conflict(
            f"Hand over first what nobody else could run: {names}.",
            rule="last_top_role",
            organizations=[{"id": str(row.pk), "name": row.name, "slug": row.slug} for row in left_alone],
        )


def leave_everything(person: User) -> None:
    """Leave every organisation, and close what waits for the person's answer or for others' about them."""
    for membership in _live(person):
        verb = "withdraw" if membership.status == Membership.Status.PENDING else "leave"
        MEMBERSHIP.move(membership, verb, by=system_subject(), **_without_words())
    Membership.objects.filter(user=person).update(**_without_words())
    offers = Handover.objects.filter(Q(giver=person) | Q(receiver=person), status=Handover.Status.PENDING)
    for offer in offers.order_by("id"):
        HANDOVER.move(offer, "withdraw", by=system_subject())
    _forget_address(person)
    _forget_name(person)


def _live(person: User) -> "models.QuerySet[Membership]":
    rows: models.QuerySet[Membership] = Membership.objects.live().filter(user=person)
    return rows.order_by("organization_id")


def _without_words() -> dict[str, Any]:
    return {"message": "", "note": ""}


def _forget_address(person: User) -> None:
    """Take back what waits for the person, and let no invitation keep their address."""
    theirs = Q(user=person)
    if person.email and person.email_verified:
        theirs |= Q(email=person.email.lower())
    for invitation in Invitation.objects.filter(theirs).order_by("id"):
        if invitation.status == Invitation.Status.PENDING:
            INVITATION.move(invitation, "revoke", by=system_subject())
        Invitation.objects.filter(pk=invitation.pk).update(email=None, user=person, message="")


def _forget_name(person: User) -> None:
    """Take their name out of what others were told: each kind names the person of one side."""
    accepted = Event.objects.filter(actor=person, name="invitation.accepted")
    named: dict[str, Any] = {
        "membership.requested": Membership.objects.filter(user=person).values_list("pk", flat=True),
        "invitation.sent": Invitation.objects.filter(invited_by=person).values_list("pk", flat=True),
        "invitation.accepted": accepted.values_list("target_id", flat=True),
        "handover.offered": Handover.objects.filter(giver=person).values_list("pk", flat=True),
        "handover.accepted": Handover.objects.filter(receiver=person).values_list("pk", flat=True),
    }
    for kind, about in named.items():
        forget_names(about, kind=kind, facts=("person",), instead=FORMER_MEMBER)
