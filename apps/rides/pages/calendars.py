"""Files for calendars: of a club, and of one ride."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.calendars.answers import TO_REVALIDATE, answer
from apps.organizations.models import Organization
from apps.rides.calendars import entries_of_club, entry_of
from apps.rides.models import Participation, Ride
from hearth.kernel.authorization import ANONYMOUS
from hearth.kernel.edge.caching import FOR_EVERYBODY
from hearth.kernel.pages.open import OpenPage
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound


class ClubCalendar(OpenPage):
    """A club's rides for everybody, to subscribe to."""

    keeps = FOR_EVERYBODY

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = Organization.objects.visible_to(ANONYMOUS).filter(slug=slug, kind="club").first()
        if found is None:
            raise NotFound()
        return calendar_of_club(request, found)


class RideCalendar(Page):
    """One ride, for those who may see it, to put into a calendar of one's own."""

    access = "public"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        rows = Ride.objects.visible_to(self.subject).select_related("organization")
        ride: Ride | None = rows.filter(pk=id).first()
        if ride is None:
            raise NotFound()
        mine = Participation.objects.filter(ride=ride, user=self.subject.id)
        places = list(mine) if self.subject.id is not None else []
        response = answer(request, [entry_of(ride, places)], file_name="ride")
        response["Cache-Control"] = TO_REVALIDATE
        return response

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response  # type: ignore[return-value]


def calendar_of_club(request: HttpRequest, club: Organization) -> HttpResponse:
    entries = entries_of_club(club, timezone.now())
    return answer(request, entries, title=club.name, file_name=club.slug)
