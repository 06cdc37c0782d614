"""The page of one ride, for everybody whom it is for."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from apps.rides import services
from apps.rides.calendars import ways_of_ride
from apps.rides.choices import LEADS, OPEN, PLACES, State
from apps.rides.clubs import profile_of
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride, RouteVersion
from apps.rides.obstacles import obstacle_of_ride
from apps.rides.pages.base import OfRidePage
from apps.rides.pages.files import files_of
from apps.rides.pages.forms import GuestForm, JoinForm
from apps.rides.pages.invitations import invitation_for
from apps.rides.pages.place_acts import own_verbs
from apps.rides.pages.ride_acts import buttons_for
from apps.rides.pages.telling import room_of
from apps.rides.structured import ride_as_script
from hearth.kernel.authorization import Subject, can
from hearth.kernel.problems import Invalid

MOST_FACES = 12
FALLEN = {
    "suspended_in_club": "You are suspended in this club, and cannot join its rides.",
    "removed_from_club": "This club ended your membership, and you cannot join its rides.",
}
"""What is said instead of the button, by the name of the rule that refuses."""


class RidePage(OfRidePage):
    access = "public"
    shared = True

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self.page(self.load(id))

    def page(self, ride: Ride, *, status: int = 200, guest_form: GuestForm | None = None) -> HttpResponse:
        subject = self.subject
        mine = own_places(ride, subject)
        own = next((place for place, _ in mine if place.user_id == subject.id and place.is_live), None)
        room, waits = room_of(ride), _waits(ride)
        may_join, refusal = self._joining(ride, own)
        runs = can(subject, "call_roll", ride).allowed
        sees_roster = can(subject, "see_roster", ride).allowed
        context = {
            "ride": ride,
            "club": ride.organization,
            "room": room,
            "leaders": leaders_of(ride),
            "drawn": drawn_route(ride),
            "may_download": can(subject, "see_files", ride).allowed,
            "mine": own,
            "last": next((place for place, _ in mine if place.user_id == subject.id), None),
            "verbs": next((verbs for place, verbs in mine if place is own), {}) if own else {},
            "guests": [pair for pair in mine if pair[0].host_id == subject.id and pair[0].is_live],
            "may_join": may_join,
            "refusal": refusal,
            "waits": waits,
            "gives": ride.gives_places(subject.now),
            "join_form": JoinForm(ride=ride, waits=waits) if may_join else None,
            "guest_form": guest_form or self._guest_form(ride, own, mine),
            "runs": runs,
            "leads": "lead_rides" in subject.capabilities_in(ride.organization_id),
            "can_edit": ride.state in OPEN
            and ride.state != State.ACTIVE
            and can(subject, "edit", ride).allowed,
            "invitation": None if own else invitation_for(ride, subject),
            "files": files_of(ride, subject) if subject.is_active else [],
            "buttons": buttons_for(ride, subject) if subject.is_active else [],
            "faces": _faces(ride) if sees_roster else [],
            "more_faces": max(ride.confirmed_count - MOST_FACES, 0),
            "waiting": _waiting(ride) if sees_roster else 0,
            "add_to_calendar": ways_of_ride(ride),
            "structured_data": ride_as_script(ride),
        }
        return self.show("detail.html", context, status=status)

    def _joining(self, ride: Ride, own: Participation | None) -> tuple[bool, str]:
        """Whether there is a button to come along; and what to say of the club's standing that forbids it."""
        subject = self.subject
        if own is not None or not ride.gives_places(subject.now):
            return False, ""
        if subject.user is None:
            return True, ""
        refusal = FALLEN.get(obstacle_of_ride(ride, "join", by=subject), "")
        return not refusal and can(subject, "join", ride).allowed, refusal

    def _guest_form(self, ride: Ride, own: Participation | None, mine: Any) -> GuestForm | None:
        """A form where the club lets this rider bring one more."""
        if own is None or own.status not in PLACES.confirmed or not ride.gives_places(self.subject.now):
            return None
        brought = sum(place.host_id == self.subject.id and place.is_live for place, _ in mine)
        return GuestForm() if brought < profile_of(ride.organization_id).guests_each else None


class JoinPage(RidePage):
    """Takes the button; who had to sign in on their way to it comes back here."""

    access = "signed_in"
    shared = False

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return redirect("ride", id)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        self.spend("participation.create")
        form = JoinForm(request.POST, ride=ride, waits=True)
        given = form.cleaned_data if form.is_valid() else {}
        try:
            place = services.join_ride(
                ride,
                by=self.subject,
                takes_it=given.get("takes_it", False),
                pace_group=given.get("pace_group"),
            )
        except Invalid as problem:
            messages.error(request, problem.detail)
            return redirect(ride)
        if place.status == PLACES.waiting:
            messages.success(request, "You are in the line. We write to you when a place is free.")
        else:
            messages.success(request, "You have a place. See you there.")
        return redirect(ride)


class GuestPage(RidePage):
    """Takes the form that brings somebody along."""

    access = "signed_in"
    shared = False

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return redirect("ride", id)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        self.spend("participation.create")
        form = GuestForm(request.POST)
        place = None
        if form.is_valid():
            place = self.try_form(
                form, lambda: services.bring_guest(ride, by=self.subject, **form.cleaned_data)
            )
        if place is None:
            return self.page(ride, status=422, guest_form=form)
        has = "has a place" if place.status in PLACES.confirmed else "is in the line"
        messages.success(request, f"{place.guest_name} {has}.")
        return redirect(ride)


def own_places(ride: Ride, subject: Subject) -> list[tuple[Participation, dict[str, str]]]:
    """A person's places in a ride, and of the guests whom they bring, with what they can do; newest first."""
    if subject.id is None:
        return []
    rows = Participation.objects.filter(Q(user=subject.id) | Q(host=subject.id), ride=ride)
    found = []
    for place in RIDES.with_positions(rows.select_related("pace_group", "user")).order_by(
        "-created_at", "-id"
    ):
        place.ride = ride
        found.append((place, own_verbs(place, subject) if place.is_live else {}))
    return found


def leaders_of(ride: Ride) -> list[Participation]:
    """The captain first, then who leads along."""
    rows = Participation.objects.filter(ride=ride, role__in=LEADS).select_related("user__avatar")
    return list(rows.order_by("role", "leader_slot"))


def drawn_route(ride: Ride) -> RouteVersion | None:
    """The way of the ride as it is read; None for a ride without one."""
    if ride.route is None or not ride.route.newest:
        return None
    rows = RouteVersion.objects.filter(route=ride.route, number=ride.route.newest)
    found: RouteVersion | None = rows.first()
    if found is not None:
        found.route = ride.route
    return found


def _faces(ride: Ride) -> list[Participation]:
    rows = (
        Participation.objects.confirmed()
        .filter(ride=ride)
        .select_related("user__avatar", "host", "pace_group")
    )
    return list(rows.order_by("created_at", "id")[:MOST_FACES])


def _waiting(ride: Ride) -> int:
    number: int = RIDES.in_line(ride).count()
    return number


def _waits(ride: Ride) -> bool:
    """Whether who comes now stands in the line: no place is free, or others wait for it already."""
    return ride.free == 0 or (ride.capacity is not None and RIDES.in_line(ride).exists())
