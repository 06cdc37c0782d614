from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from apps.rides.api.nested import OfClub
from apps.rides.models import Ride
from apps.rides.pages.calendars import calendar_of_club


class CalendarRenderer(BaseRenderer):
    """Lets clients ask for a calendar; the view writes it itself."""

    media_type = "text/calendar"
    format = "ics"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        # What is refused is said in JSON, whatever was asked for.
        return JSONRenderer().render(data, *args, **kwargs)


class ClubCalendarViewSet(OfClub):
    """A club's rides for everybody, as a file that calendars subscribe to."""

    model = Ride
    renderer_classes: ClassVar[list[type[BaseRenderer]]] = [CalendarRenderer, JSONRenderer]  # type: ignore[misc]

    @extend_schema(
        summary="A club's public rides as an iCalendar feed",
        description="The same for whoever asks: the last 90 days and the year to come. What was cancelled "
        "stays in it, and says so in its title.",
        responses={(200, "text/calendar"): OpenApiTypes.STR},
    )
    def read(self, request: Request, **kwargs: Any) -> HttpResponse:
        return self.cached(calendar_of_club(request, self.parent))
