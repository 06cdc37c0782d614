"""A person's own rides: what waits for an answer, what comes, what was, and what they plan."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.organizations.models import Organization
from apps.rides.beside import beside
from apps.rides.choices import OPEN, PLACES, State
from apps.rides.lines import RIDES
from apps.rides.models import Participation, Ride
from apps.rides.pages.base import RidingPage
from apps.rides.pages.invitations import invited_to
from apps.rides.pages.place_acts import own_verbs
from hearth.kernel.authorization import Subject
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of

PER_PAGE, MOST_PLANNED = 20, 30
NEWEST = Keyset("-created_at", "-id")


class MyRidesPage(RidingPage):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        subject = self.subject
        mine = Participation.objects.filter(user=subject.id).visible_to(subject)
        rows = mine.select_related(
            "user", "ride__organization", "ride__captain__avatar", "ride__route", "pace_group"
        )
        rows = rows.prefetch_related("ride__pace_groups")
        live = RIDES.with_positions(rows.live().filter(ride__state__in=OPEN))
        entries = [_entry(place, subject) for place in live.order_by("ride__starts_at", "id")]
        past = rows.filter(ride__state__in=[State.COMPLETED, State.CANCELLED], status="confirmed")
        page = NEWEST.page(past, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        recorded = beside([place.ride for place in page.items], subject)
        context = {
            "asks": [each for each in entries if each["asks"]],
            "coming": [each for each in entries if _has_place(each) and not each["asks"]],
            "waiting": [each for each in entries if not _has_place(each) and not each["asks"]],
            "past": [
                {**_entry(place, subject), "beside": recorded.get(place.ride_id, [])} for place in page.items
            ],
            "page": links_of(page),
            "invited": invited_to(subject),
            "planned": planned_by(subject),
            "clubs": clubs_of(subject, "participate_rides"),
            "to_publish": proposals_for(subject),
            "is_first": "cursor" not in request.GET,
        }
        return self.show("mine.html", context)


def planned_by(subject: Subject) -> list[Ride]:
    """What somebody planned and is not over, drafts and proposals first."""
    rows = Ride.objects.for_display().filter(user=subject.id, state__in=OPEN).visible_to(subject)
    found = rows.select_related("captain__avatar").order_by("-created_at", "-id")[:MOST_PLANNED]
    return sorted(found, key=lambda ride: (ride.state != State.DRAFT, ride.starts_at))


def proposals_for(subject: Subject) -> list[Ride]:
    """What others propose in clubs in which this person may publish it, the soonest first."""
    clubs = subject.organizations_with("lead_rides")
    if not clubs:
        return []
    rows = Ride.objects.for_display().filter(organization__in=clubs, state=State.DRAFT)
    rows = rows.filter(starts_at__gt=timezone.now()).exclude(user=subject.id).visible_to(subject)
    return list(rows.select_related("user").order_by("starts_at", "id")[:MOST_PLANNED])


def clubs_of(subject: Subject, capability: str) -> list[Organization]:
    rows = Organization.objects.filter(kind="club", pk__in=subject.organizations_with(capability))
    return list(rows.order_by("name"))


def _entry(place: Participation, subject: Subject) -> dict[str, Any]:
    verbs = own_verbs(place, subject)
    return {
        "ride": place.ride,
        "place": place,
        "verbs": verbs,
        "asks": place.ride.state in OPEN and bool({"accept", "still_coming"} & verbs.keys()),
    }


def _has_place(entry: dict[str, Any]) -> bool:
    return entry["place"].status in PLACES.confirmed
