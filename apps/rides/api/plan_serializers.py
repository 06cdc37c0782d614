"""Shapes of series and templates, and of what is written to them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.organizations.api.member_serializers import PersonReference
from apps.rides.api.serializers import ClubLink, IdOf, RideWords
from apps.rides.choices import CancelReason
from apps.rides.models import RideTemplate, Series
from apps.rides.recurrence import LONGEST_RULE
from hearth.kernel.api.serializers import StrictSerializer

SAID = (
    *("title", "description", "kind", "difficulty", "duration_minutes", "meeting_point", "latitude"),
    *("longitude", "distance_km", "elevation_m", "pace", "drop_policy", "stops", "equipment", "audience"),
    *("capacity", "route"),
)
WHAT_TO_CANCEL = (
    ("unjoined", "Those that nobody joined"),
    ("all", "All of them"),
    ("none", "None: they take place"),
)


@extend_schema_field({"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2}(\.\d+)?)?$", "example": "07:00:00"})
class WallTime(serializers.TimeField):
    """A time on some clock; what OpenAPI calls a time has an offset."""


class TemplateSerializer(serializers.ModelSerializer[RideTemplate]):
    """A ride without a date, from which others are planned."""

    club = ClubLink(source="organization", read_only=True)
    route = serializers.UUIDField(source="route_id", read_only=True, allow_null=True)

    class Meta:
        model = RideTemplate
        fields = ("id", "club", *SAID, "created_at", "updated_at", "version")
        read_only_fields = fields


class SeriesSerializer(serializers.ModelSerializer[Series]):
    """Rides that come again, at a time of the clocks in `timezone`."""

    club = ClubLink(source="organization", read_only=True)
    route = serializers.UUIDField(source="route_id", read_only=True, allow_null=True)
    captain = PersonReference(read_only=True)
    local_time = WallTime(read_only=True)
    continues = serializers.UUIDField(
        source="continues_id",
        read_only=True,
        allow_null=True,
        help_text="The series whose later rides this one took over",
    )

    class Meta:
        model = Series
        fields = (
            *("id", "club", *SAID, "captain", "first_date", "local_time", "timezone", "rrule", "state"),
            *("ends_before", "continues", "created_at", "updated_at", "version"),
        )
        read_only_fields = fields


class _Words(RideWords):
    starts_at = None  # type: ignore[assignment]


class TemplateWords(_Words):
    reads = TemplateSerializer  # type: ignore[assignment]


class TemplateInput(TemplateWords):
    title = serializers.CharField(max_length=100, required=False)
    meeting_point = serializers.CharField(max_length=200, required=False)
    ride = IdOf(
        required=False,
        help_text="A ride of the club: what is said of it stands where nothing else is given. Without one, "
        "title and meeting point are required",
    )


class SeriesInput(_Words):
    reads = SeriesSerializer  # type: ignore[assignment]

    captain = IdOf(
        required=False,
        help_text="Who captains its rides, while they may lead; oneself unless given. Of another one, later",
    )
    first_date = serializers.DateField(help_text="From this day on, where the club is")
    local_time = WallTime(
        help_text="On the club's clocks. Where they are put forward over it, an hour later; where they are "
        "put back, the first time"
    )
    rrule = serializers.CharField(
        max_length=LONGEST_RULE + 20,
        help_text="RFC 5545: FREQ of DAILY, WEEKLY, MONTHLY or YEARLY, with INTERVAL, COUNT or UNTIL, BYDAY, "
        "BYMONTHDAY, BYMONTH, BYSETPOS, WKST",
    )


class SeriesEdit(SeriesInput):
    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        fields["from"] = serializers.DateTimeField(
            source="since",
            required=False,
            help_text="The `recurrence_id` of the first ride that it is about; without it, all to come",
        )
        return fields


class EndInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=CancelReason.choices, required=False)
    cancel = serializers.ChoiceField(
        choices=WHAT_TO_CANCEL,
        required=False,
        help_text="Which of the rides to come: `unjoined` unless given",
    )
