from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.integrations import services
from apps.integrations.models import StravaActivity, StravaConnection
from apps.integrations.strava.config import is_on
from hearth.kernel.api import etags
from hearth.kernel.api.views import Listing, PolicyViewSet
from hearth.kernel.problems import NotFound

ONLY_IF = "404 where the site does not know Strava"


class StravaConnectionSerializer(serializers.ModelSerializer[StravaConnection]):
    class Meta:
        model = StravaConnection
        fields = ("id", "created_at", "updated_at", "version")


class StravaActivitySerializer(serializers.ModelSerializer[StravaActivity]):
    """What somebody recorded of a ride, for nobody but them."""

    name = serializers.CharField(source="details.name")
    sport = serializers.CharField(source="details.sport")
    started_at = serializers.DateTimeField(source="details.started_at")
    distance_m = serializers.IntegerField(source="details.distance_m")
    moving_s = serializers.IntegerField(source="details.moving_s")
    elapsed_s = serializers.IntegerField(source="details.elapsed_s")
    gain_m = serializers.IntegerField(source="details.gain_m")

    class Meta:
        model = StravaActivity
        fields = (
            *("id", "ride", "activity", "name", "sport", "started_at", "distance_m", "moving_s"),
            *("elapsed_s", "gain_m", "created_at", "version"),
        )


class _Strava(PolicyViewSet):
    needs_identity = True
    may_be_missing = True
    is_offered = staticmethod(is_on)

    def check_access(self, request: Request) -> None:
        if not is_on():
            raise NotFound()
        super().check_access(request)

    def audience(self, obj: Any = None) -> str:
        return "own"


@extend_schema_view(
    retrieve=extend_schema(
        summary="Whether Strava is connected",
        description=f"It is connected on the page /account/strava. {ONLY_IF}, or nothing is connected.",
    ),
    destroy=extend_schema(
        summary="Disconnect Strava and forget everything from it",
        description=f"Strava is told as soon as it answers. {ONLY_IF}, or nothing is connected.",
        responses={204: None},
    ),
)
class MyStravaViewSet(_Strava):
    model = StravaConnection
    serializer_class = StravaConnectionSerializer

    def find(self) -> StravaConnection:
        rows = StravaConnection.objects.defer("tokens").filter(user=self.subject.user)
        found: StravaConnection | None = rows.first()
        if found is None:
            raise NotFound()
        return found

    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        return self.answer(self.find())

    def destroy(self, request: Request, **kwargs: Any) -> Response:
        connection = self.find()
        etags.check_if_match(request, connection, required=False)
        services.disconnect_strava(connection, by=self.subject)
        return self.cached(Response(status=status.HTTP_204_NO_CONTENT))


@extend_schema_view(
    list=extend_schema(
        summary="What you recorded of our rides with Strava, newest first",
        description=f"Nobody else reads it, and it is added to nothing. {ONLY_IF}.",
    )
)
class MyStravaActivitiesViewSet(Listing, _Strava):
    model = StravaActivity
    serializer_class = StravaActivitySerializer

    def listed(self) -> Any:
        return self.rows().filter(user=self.subject.user)
