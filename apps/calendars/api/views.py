from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.calendars import services
from apps.calendars.addresses import to_subscribe
from apps.calendars.api.serializers import CalendarFeedSerializer, NewCalendarFeedSerializer
from apps.calendars.models import CalendarFeed
from hearth.kernel.api.serializers import NoInput
from hearth.kernel.api.views import PolicyViewSet
from hearth.kernel.authorization import require_for_new


class MyCalendarFeedViewSet(PolicyViewSet):
    """The one secret address of one's calendar."""

    model = CalendarFeed
    needs_identity = True
    limits: ClassVar[Mapping[str, str]] = {"make": "calendar_feed.change", "revoke": "calendar_feed.change"}

    @extend_schema(
        summary="Whether your calendar has a secret address",
        responses={200: CalendarFeedSerializer},
    )
    def read(self, request: Request, **kwargs: Any) -> Response:
        feed = services.feed_of(self.subject.user)
        return self.cached(Response(CalendarFeedSerializer(_facts(feed)).data))

    @extend_schema(
        summary="Make the secret address of your calendar, or another one",
        description="It is told in this answer and never again. The address of before ends.",
        request=None,
        responses={200: NewCalendarFeedSerializer, **dict.fromkeys((413, 415, 422))},
    )
    def make(self, request: Request, **kwargs: Any) -> Response:
        require_for_new(self.subject, "create", CalendarFeed)
        self.spend("make")
        self.read_input(NoInput)
        feed, url = services.make_feed(by=self.subject)
        told = {**_facts(feed), "url": url, "webcal_url": to_subscribe(url)}
        return self.cached(Response(NewCalendarFeedSerializer(told).data))

    @extend_schema(
        summary="End the secret address of your calendar",
        description="Calendars that have it find nothing there any more. A repeat changes nothing.",
        responses={204: None},
    )
    def revoke(self, request: Request, **kwargs: Any) -> Response:
        self.spend("revoke")
        services.revoke_feed(by=self.subject)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _facts(feed: CalendarFeed | None) -> dict[str, Any]:
    return {"is_open": feed is not None, "made_at": feed.made_at if feed else None}
