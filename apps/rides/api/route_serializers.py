from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.media.api.serializers import RefusalSerializer
from apps.rides.api.serializers import ClubLink, IdOf
from apps.rides.gpx.geojson import multi_line
from apps.rides.models import Route, RouteVersion
from hearth.kernel.api.serializers import StrictSerializer
from hearth.kernel.models import one_line

STATES = ("processing", "ready", "refused")
MEASURED = ("distance_m", "gain_m", "loss_m", "lowest_m", "highest_m", "points")


class BoundsSerializer(serializers.Serializer[Any]):
    """In degrees; a route across the date line has its `east` west of its `west`."""

    south = serializers.FloatField()
    west = serializers.FloatField()
    north = serializers.FloatField()
    east = serializers.FloatField()


class LineSerializer(serializers.Serializer[Any]):
    """A geometry of GeoJSON, `[longitude, latitude]`, simplified to 500 points at most."""

    type = serializers.ChoiceField(choices=["MultiLineString"])
    coordinates = serializers.ListField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    )


class MeasuredSerializer(serializers.ModelSerializer[Any]):
    """What is known of a version, or of the version that a route is read by."""

    state = serializers.ChoiceField(choices=STATES, read_only=True)
    refusal = serializers.SerializerMethodField()
    distance_m = serializers.SerializerMethodField()
    gain_m = serializers.SerializerMethodField()
    loss_m = serializers.SerializerMethodField()
    lowest_m = serializers.SerializerMethodField()
    highest_m = serializers.SerializerMethodField()
    points = serializers.SerializerMethodField()
    bounds = serializers.SerializerMethodField()
    download = serializers.SerializerMethodField()

    def measured(self, obj: Any) -> RouteVersion | None:
        """The version that the answer is about, once it is measured."""
        raise NotImplementedError

    def upload(self, obj: Any) -> RouteVersion | None:
        """The version whose file may have been refused."""
        raise NotImplementedError

    def _of(self, obj: Any, name: str) -> Any:
        version = self.measured(obj)
        return None if version is None else getattr(version, name)

    def get_distance_m(self, obj: Any) -> int | None:
        return self._of(obj, "distance_m")

    def get_gain_m(self, obj: Any) -> int | None:
        """Metres climbed, smoothed; null where the file knows no heights."""
        return self._of(obj, "gain_m")

    def get_loss_m(self, obj: Any) -> int | None:
        return self._of(obj, "loss_m")

    def get_lowest_m(self, obj: Any) -> int | None:
        return self._of(obj, "lowest_m")

    def get_highest_m(self, obj: Any) -> int | None:
        return self._of(obj, "highest_m")

    def get_points(self, obj: Any) -> int | None:
        return self._of(obj, "points")

    @extend_schema_field(BoundsSerializer(allow_null=True))
    def get_bounds(self, obj: Any) -> Any:
        version = self.measured(obj)
        return None if version is None else BoundsSerializer(version).data

    @extend_schema_field(RefusalSerializer(allow_null=True))
    def get_refusal(self, obj: Any) -> Any:
        version = self.upload(obj)
        if version is None or not version.media.is_refused:
            return None
        return {"code": version.media.refusal, "detail": version.media.refusal_message}

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_download(self, obj: Any) -> str | None:
        """Where the cleaned GPX is; null for whoever may not have it, and until it is ready."""
        version = self.measured(obj)
        if version is None or not self.context["may_download"]:
            return None
        if ride := self.context.get("ride"):
            return reverse("api-ride-route-download", [ride.pk], request=self.context["request"])
        words = [version.route_id, version.number]
        return reverse("api-route-download", words, request=self.context["request"])


class RouteSerializer(MeasuredSerializer):
    """A route of a club, by the newest of its versions that is ready."""

    club = ClubLink(source="organization", read_only=True)
    number = serializers.IntegerField(
        source="newest", read_only=True, help_text="Which version this is; 0 while none is ready"
    )
    latest = serializers.IntegerField(read_only=True, help_text="How many versions were uploaded")

    class Meta:
        model = Route
        fields: tuple[str, ...] = (
            *("id", "club", "name", "standing", "state", "refusal", "number", "latest", *MEASURED),
            *("bounds", "download", "created_at", "updated_at", "version"),
        )
        read_only_fields = fields

    def measured(self, obj: Route) -> RouteVersion | None:
        return obj.current

    def upload(self, obj: Route) -> RouteVersion | None:
        return obj.last


class RouteDetailSerializer(RouteSerializer):
    """A route with what is drawn of it."""

    line = serializers.SerializerMethodField()
    profile = serializers.SerializerMethodField()

    class Meta(RouteSerializer.Meta):
        fields = (*RouteSerializer.Meta.fields, "line", "profile")
        read_only_fields = fields

    @extend_schema_field(LineSerializer(allow_null=True))
    def get_line(self, obj: Route) -> Any:
        return None if obj.current is None else multi_line(obj.current.line)

    @extend_schema_field(serializers.ListField(child=serializers.ListField(child=serializers.FloatField())))
    def get_profile(self, obj: Route) -> Any:
        """`[metres from the start, height in metres]`, evenly spread, 200 at most; empty without heights."""
        return [] if obj.current is None else obj.current.profile


class RouteVersionSerializer(MeasuredSerializer):
    """One upload of a route."""

    class Meta:
        model = RouteVersion
        fields = (
            *("id", "route", "number", "state", "refusal", *MEASURED),
            *("bounds", "download", "created_at", "updated_at", "version"),
        )
        read_only_fields = fields

    def measured(self, obj: RouteVersion) -> RouteVersion | None:
        return obj if obj.is_measured else None

    def upload(self, obj: RouteVersion) -> RouteVersion:
        return obj


class RouteInput(StrictSerializer):
    """A new route: its name, and the upload that is its first version."""

    reads = RouteDetailSerializer

    name = serializers.CharField(max_length=100, validators=[one_line])
    media = IdOf(help_text="One's own upload for this club, purpose `route`")


class RouteNameInput(StrictSerializer):
    reads = RouteDetailSerializer

    name = serializers.CharField(max_length=100, validators=[one_line])


class RouteVersionInput(StrictSerializer):
    media = IdOf(help_text="One's own upload for this club, purpose `route`")


class RideRouteInput(StrictSerializer):
    """A route of the club by its id, or one's upload as a new one: one of the two."""

    route = IdOf(required=False, help_text="A route of the club")
    media = IdOf(required=False, help_text="One's own upload for the club, purpose `route`")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            raise serializers.ValidationError({"route": "Name a `route` or a `media`, and not both."})
        return attrs
