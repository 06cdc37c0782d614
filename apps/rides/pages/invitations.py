"""Asking members along: chosen by name, seen, and taken back, by those who run the ride."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.organizations.models import Membership
from apps.organizations.pages.asking import Act, ActPage
from apps.rides import services
from apps.rides.choices import COMING
from apps.rides.models import Participation, Ride, RideInvitation
from apps.rides.pages.base import OfRidePage, RidingPage
from hearth.kernel.authorization import Subject, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.problems import Conflict, Invalid, NotFound

MOST_FOUND, PER_PAGE = 30, 50
OLDEST = Keyset("created_at", "id")


class InvitationsPage(OfRidePage):
    """Who is invited, and the members who are not yet: `?q=` looks for them by name."""

    needs = "invite"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        rows = RideInvitation.objects.filter(ride=ride).visible_to(self.subject)
        page = OLDEST.page(
            rows.select_related("user__avatar", "invited_by"),
            limit=PER_PAGE,
            cursor=request.GET.get("cursor"),
        )
        come = Participation.objects.live().filter(ride=ride, user__in=[row.user_id for row in page.items])
        coming = set(come.values_list("user_id", flat=True))
        words = _words(request.GET.get("q", ""))
        found = others_of(ride, words) if ride.is_open else []
        context = {
            "ride": ride,
            "club": ride.organization,
            "invitations": [(row, row.user_id in coming) for row in page.items],
            "page": links_of(page),
            "found": found[:MOST_FOUND],
            "is_more": len(found) > MOST_FOUND,
            "words": words,
        }
        return self.show("invitations.html", context)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        """Invite everybody who is ticked; who was invited by somebody else meanwhile stays invited."""
        ride = self.load(id)
        back = redirect("ride-invitations", ride.pk)
        invited = 0
        for person in request.POST.getlist("user")[:MOST_FOUND]:
            self.spend("ride.change")
            try:
                services.invite_to_ride(ride, by=self.subject, user=_id(person))
                invited += 1
            except Invalid:
                messages.error(request, "Somebody whom you chose is not a member any more.")
            except Conflict as problem:
                if problem.extra.get("rule") != "invited_already":
                    raise
        if invited:
            people = "1 person is" if invited == 1 else f"{invited} people are"
            messages.success(request, f"{people} invited. We write to them.")
        elif not request.POST.getlist("user"):
            messages.error(request, "Choose whom to invite.")
        return back

    def after_refusal(self) -> str:
        return reverse("ride-invitations", args=[self.kwargs["id"]])


class InvitationActPage(RidingPage, ActPage):
    """Takes one invitation back."""

    acts = {
        "take-back": Act(
            service=services.take_invitation_back,
            done="{name} is not invited any more.",
            asks="Take the invitation of {name} back?",
            explains="Who has a place already keeps it.",
            button="Take it back",
            grave=True,
            limit="ride.change",
        )
    }

    def load(self, id: UUID) -> RideInvitation:
        rows = RideInvitation.objects.visible_to(self.subject).select_related("user", "ride__organization")
        found: RideInvitation | None = rows.filter(pk=id, ride=self.kwargs["ride_id"]).first()
        if found is None:
            raise NotFound()
        return found

    def check(self, row: RideInvitation, verb: str) -> None:
        require(self.subject, "delete", row)

    def words(self, row: RideInvitation) -> dict[str, str]:
        return {"name": str(row.user)}

    def context(self, *given: Any) -> dict[str, Any]:
        return {**super().context(*given), "community": "riding"}

    def after_refusal(self) -> str:
        return reverse("ride-invitations", args=[self.kwargs["ride_id"]])


def others_of(ride: Ride, words: str) -> list[Membership]:
    """Active members who are neither invited nor on the list, by name; one more than are shown."""
    rows = Membership.objects.active().filter(organization=ride.organization_id, user__status="active")
    if words:
        rows = rows.filter(user__display_name__icontains=words)
    invited = RideInvitation.objects.filter(ride=ride).values("user")
    there = Participation.objects.live().filter(ride=ride, user__isnull=False).values("user")
    rows = rows.exclude(user__in=invited).exclude(user__in=there).select_related("user__avatar")
    return list(rows.order_by("user__display_name", "id")[: MOST_FOUND + 1])


def invitation_for(ride: Ride, subject: Subject) -> RideInvitation | None:
    """What somebody was invited with, while it means anything."""
    if subject.id is None or not ride.is_open:
        return None
    rows = RideInvitation.objects.filter(ride=ride, user=subject.id).select_related("invited_by")
    found: RideInvitation | None = rows.first()
    return found


def invited_to(subject: Subject) -> list[Ride]:
    """The rides to come that somebody is invited to and has not joined, the first one first."""
    invited = RideInvitation.objects.filter(user=subject.id).values("ride")
    joined = Participation.objects.live().filter(user=subject.id).values("ride")
    rows = Ride.objects.for_display().filter(pk__in=invited, state__in=COMING, starts_at__gt=subject.now)
    rows = rows.exclude(pk__in=joined).visible_to(subject).select_related("captain__avatar")
    return list(rows.order_by("starts_at", "id")[:MOST_FOUND])


def _words(typed: str) -> str:
    return " ".join(typed.replace("\x00", "").split())[:80]


def _id(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError:
        raise Invalid([("/user", "invalid", "Say whom.")]) from None
