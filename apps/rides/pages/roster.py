"""Who comes: for those who run the ride, with the roll-call; and the leader's sheet to print."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.organizations.models import Membership
from apps.rides import services
from apps.rides.choices import LEADS, OUTCOMES, PLACES, Attendance, Role, State
from apps.rides.contacts import Contact, closed_by, contacts_for, opens_at
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from apps.rides.pages.base import OfRidePage
from apps.rides.pages.place_acts import Menus, place_url
from apps.rides.pages.ride_acts import buttons_for
from apps.rides.pages.telling import room_of
from apps.rides.services.roll import CALLED_WHILE, stands_for_good
from apps.rides.services.standing import may_lead
from hearth.kernel.authorization import can
from hearth.kernel.problems import Invalid

EVERYBODY = "everybody"
BLANK_ROWS = 2
"""For who comes without having said so."""
LEADS_FIRST = {Role.CAPTAIN.value: 0, Role.LEADER.value: 1, Role.PARTICIPANT.value: 2}


class RosterPage(OfRidePage):
    """The list of those who come and wait; the whole of it, since it is read on the road."""

    needs = "call_roll"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        calls = ride.state in CALLED_WHILE and not stands_for_good(ride, self.subject.now)
        riders, waiting = people_of(ride)
        known = sum(place.attendance in OUTCOMES for place in riders)
        menus = Menus(self.subject, leading_people(ride))
        context = {
            "ride": ride,
            "club": ride.organization,
            "calls": calls,
            "rows": [{"place": place, "menu": menus.of(place)} for place in riders],
            "waiting": [{"place": place, "menu": menus.of(place)} for place in waiting],
            "disputes": [
                (place, place_url(place, "settle"))
                for place in riders
                if place.disputed_at and not place.settled_at and place.user_id != self.subject.id
            ],
            "known": known,
            "unknown": len(riders) - known,
            "outcomes": [pair for pair in Attendance.choices if pair[0] in OUTCOMES],
            "can_complete": ride.state == State.ACTIVE
            and ride.starts_at <= self.subject.now
            and can(self.subject, "complete", ride).allowed,
            "buttons": buttons_for(ride, self.subject),
            "room": room_of(ride),
        }
        return self.show("roster.html", context)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        """Take one tap, `mark=<place>:<outcome>`, or the rest of them, `mark=everybody:<outcome>`."""
        ride = self.load(id)
        self.spend("participation.change")
        who, _, outcome = request.POST.get("mark", "").partition(":")
        try:
            services.call_roll(ride, by=self.subject, outcomes=dict.fromkeys(self._meant(ride, who), outcome))
        except Invalid as problem:
            messages.error(request, problem.detail)
        address = reverse("ride-roster", args=[ride.pk])
        return redirect(address if who == EVERYBODY else f"{address}#rider-{who}")

    def _meant(self, ride: Ride, who: str) -> list[UUID]:
        if who == EVERYBODY:
            rows = Participation.objects.confirmed().filter(ride=ride, attendance=Attendance.UNKNOWN)
            return list(rows.values_list("pk", flat=True))
        try:
            return [UUID(who)]
        except ValueError:
            raise Invalid([("/mark", "invalid", "Say of whom.")]) from None

    def after_refusal(self) -> str:
        return reverse("ride-roster", args=[self.kwargs["id"]])


class SheetPage(OfRidePage):
    """Everybody on one sheet of paper, by pace group.

    Emergency contacts stand on it only when a button asked for them: each look is told.
    """

    needs = "call_roll"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(self.load(id), {})

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        self.spend("contact.see")
        return self._show(ride, {each.place.pk: each for each in contacts_for(ride, by=self.subject)})

    def _show(self, ride: Ride, contacts: dict[UUID, Contact]) -> HttpResponse:
        riders, _ = people_of(ride)
        groups: dict[Any, list[Any]] = {group.pk: [] for group in ride.pace_groups.all()}
        groups[None] = []
        everybody = [(place, contacts.get(place.pk)) for place in riders]
        for place, contact in everybody:
            groups.setdefault(place.pace_group_id, []).append((place, contact))
        named = [(group, groups[group.pk]) for group in ride.pace_groups.all()]
        context = {
            "ride": ride,
            "club": ride.organization,
            "groups": [*named, *([(None, groups[None])] if groups[None] else [])],
            "number": len(riders),
            "contacts": contacts,
            "can_fill": can(self.subject, "see_contacts", ride).allowed
            and not closed_by(ride, self.subject.now),
            "leaders": [pair for pair in everybody if pair[0].role in LEADS],
            "opens_at": opens_at(ride) if self.subject.now < opens_at(ride) else None,
            "blank": range(BLANK_ROWS),
        }
        return self.show("sheet.html", context)


def people_of(ride: Ride) -> tuple[list[Participation], list[Participation]]:
    """Who has a place, those who lead first; and who waits or is asked, in the order of the line."""
    rows = Participation.objects.live().filter(ride=ride).select_related("user__avatar", "host", "pace_group")
    found = list(RIDES.with_positions(rows))
    for place in found:
        place.ride = ride
    riders = [place for place in found if place.status in PLACES.confirmed]
    riders.sort(key=lambda place: (LEADS_FIRST[place.role], place.name.casefold(), str(place.pk)))
    waiting = [place for place in found if place.status not in PLACES.confirmed]
    waiting.sort(key=lambda place: (place.queued_at, str(place.pk)))
    return riders, waiting


def leading_people(ride: Ride) -> set[UUID | None]:
    """Those of the club who may lead its rides."""
    rows = Membership.objects.active().filter(organization=ride.organization_id).exclude(role="member")
    return {row.user_id for row in rows.select_related("user") if may_lead(row)}
