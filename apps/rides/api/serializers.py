"""Shapes of rides, and of what is written to them."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.organizations.api.member_serializers import PersonReference
from apps.organizations.models import Organization
from apps.rides.api.around import INSIDE, LEADERSHIP, REVIEWER, Around
from apps.rides.choices import Attendance, Audience, CancelReason, Difficulty, DropPolicy, Kind
from apps.rides.models import PaceGroup, Participation, Ride
from apps.rides.models.facts import FURTHEST_KM, LONGEST, SHORTEST
from apps.rides.services.groups import GROUPS_AT_MOST
from hearth.kernel.api.serializers import AudienceSerializer, StrictSerializer
from hearth.kernel.models import one_line

MOST_PLACES = 10_000
MOST_AT_ONCE = 500


class ClubLink(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = ("id", "name", "slug")


class PaceGroupSerializer(serializers.ModelSerializer[PaceGroup]):
    """A pace group as it stands in a ride."""

    leader = PersonReference(read_only=True, allow_null=True)

    class Meta:
        model = PaceGroup
        fields = (
            *("id", "name", "slowest_kmh", "fastest_kmh", "leader", "capacity", "taken_count"),
            *("created_at", "updated_at", "version"),
        )
        read_only_fields = fields


class MyPlaceSerializer(serializers.ModelSerializer[Participation]):
    """One's own place in a ride, in short; GET /participations/{id} has all of it."""

    pace_group = serializers.UUIDField(source="pace_group_id", allow_null=True)
    position = serializers.IntegerField(allow_null=True, help_text="Where one stands in the line, from one")

    class Meta:
        model = Participation
        fields = (
            *("id", "role", "status", "pace_group", "position", "takes_it", "offer_expires_at"),
            *("asked_again", "version"),
        )
        read_only_fields = fields


class RideRouteSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    version = serializers.IntegerField(help_text="Which upload of it is the newest")
    distance_m = serializers.IntegerField()
    gain_m = serializers.IntegerField(allow_null=True)


class RideSerializer(AudienceSerializer[Ride]):
    """A ride, with what its reader may know of who comes; `context["around"]` has what is not in its row."""

    club = ClubLink(source="organization", read_only=True)
    timezone = serializers.CharField(source="organization.timezone", read_only=True)
    ends_at = serializers.DateTimeField(read_only=True)
    places_left = serializers.IntegerField(
        source="free", read_only=True, allow_null=True, help_text="null for a ride without a limit"
    )
    reason = serializers.CharField(
        source="why", read_only=True, help_text="Why it was postponed or cancelled, as a code; else empty"
    )
    captain = PersonReference(read_only=True, allow_null=True)
    leaders = serializers.SerializerMethodField(help_text="Who leads along with the captain")
    pace_groups = serializers.SerializerMethodField()
    series = serializers.UUIDField(source="series_id", read_only=True, allow_null=True)
    planned_by = PersonReference(source="user", read_only=True)
    waiting_count = serializers.SerializerMethodField(help_text="How many stand in the line")
    my_place = serializers.SerializerMethodField(help_text="null while one has none, nor waits for one")
    route = serializers.SerializerMethodField()
    only_for = {
        "planned_by": INSIDE | {REVIEWER},
        "waiting_count": INSIDE,
        "my_place": INSIDE,
        "offered_count": frozenset({LEADERSHIP}),
        "held_count": frozenset({LEADERSHIP}),
        "moderation": frozenset({LEADERSHIP, REVIEWER}),
    }

    class Meta:
        model = Ride
        fields = (
            *("id", "club", "title", "description", "kind", "difficulty", "starts_at", "timezone"),
            *("duration_minutes", "ends_at", "meeting_point", "latitude", "longitude", "distance_km"),
            *("elevation_m", "pace", "drop_policy", "stops", "equipment", "audience", "capacity"),
            *("confirmed_count", "places_left", "waiting_count", "offered_count", "held_count", "state"),
            *("reason", "moderation", "captain", "leaders", "pace_groups", "my_place", "planned_by", "route"),
            *("series", "recurrence_id", "published_at", "created_at", "updated_at", "version"),
        )
        read_only_fields = fields

    @property
    def around(self) -> Around:
        found: Around = self.context["around"]
        return found

    @extend_schema_field(PersonReference(many=True))
    def get_leaders(self, ride: Ride) -> Any:
        people = [place.user for place in self.around.leaders.get(ride.pk, [])]
        return PersonReference(people, many=True).data

    @extend_schema_field(PaceGroupSerializer(many=True))
    def get_pace_groups(self, ride: Ride) -> Any:
        return PaceGroupSerializer(self.around.groups.get(ride.pk, []), many=True).data

    def get_waiting_count(self, ride: Ride) -> int:
        return self.around.waiting.get(ride.pk, 0)

    @extend_schema_field(MyPlaceSerializer(allow_null=True))
    def get_my_place(self, ride: Ride) -> Any:
        place = self.around.mine.get(ride.pk)
        return MyPlaceSerializer(place).data if place is not None else None

    @extend_schema_field(RideRouteSerializer(allow_null=True))
    def get_route(self, ride: Ride) -> Any:
        version = self.around.versions.get(ride.route_id) if ride.route_id else None
        if version is None or ride.route is None:
            return None
        facts = {"id": ride.route_id, "name": ride.route.name, "version": version.number}
        return RideRouteSerializer({**facts, "distance_m": version.distance_m, "gain_m": version.gain_m}).data


class IdOf(serializers.UUIDField):
    """An id, or the thing as it was read, of which only the id counts."""

    def to_internal_value(self, data: Any) -> Any:
        given: Any = data.get("id") if isinstance(data, dict) else data
        return super().to_internal_value(given)


class RideWords(StrictSerializer):
    """What is said of a ride. What is left out stays as it is."""

    reads = RideSerializer

    title = serializers.CharField(max_length=100, validators=[one_line])
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    difficulty = serializers.ChoiceField(choices=Difficulty.choices, required=False)
    starts_at = serializers.DateTimeField()
    duration_minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, required=False)
    meeting_point = serializers.CharField(max_length=200, validators=[one_line])
    latitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, min_value=-90, max_value=90, required=False, allow_null=True
    )
    longitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, min_value=-180, max_value=180, required=False, allow_null=True
    )
    distance_km = serializers.DecimalField(
        max_digits=6, decimal_places=1, min_value=0, max_value=FURTHEST_KM, required=False, allow_null=True
    )
    elevation_m = serializers.IntegerField(min_value=0, max_value=100_000, required=False, allow_null=True)
    pace = serializers.CharField(max_length=60, required=False, allow_blank=True, validators=[one_line])
    drop_policy = serializers.ChoiceField(choices=DropPolicy.choices, required=False)
    stops = serializers.CharField(max_length=500, required=False, allow_blank=True)
    equipment = serializers.CharField(max_length=500, required=False, allow_blank=True)
    audience = serializers.ChoiceField(
        choices=Audience.choices, required=False, help_text="What the club usually has, unless given"
    )
    capacity = serializers.IntegerField(
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        allow_null=True,
        help_text="The captain's place is one of them; null for no limit",
    )
    route = IdOf(required=False, allow_null=True, help_text="A route of the club")


class PaceGroupInput(StrictSerializer):
    reads = PaceGroupSerializer

    name = serializers.CharField(max_length=60, validators=[one_line])
    slowest_kmh = serializers.IntegerField(min_value=3, max_value=80, required=False, allow_null=True)
    fastest_kmh = serializers.IntegerField(min_value=3, max_value=80, required=False, allow_null=True)
    leader = IdOf(required=False, allow_null=True, help_text="Somebody of the club who may lead rides")
    capacity = serializers.IntegerField(
        min_value=0, max_value=MOST_PLACES, required=False, allow_null=True, help_text="null for no limit"
    )


class RideInput(RideWords):
    title = serializers.CharField(max_length=100, required=False, validators=[one_line])
    meeting_point = serializers.CharField(max_length=200, required=False, validators=[one_line])
    template = IdOf(
        required=False,
        allow_null=True,
        help_text="One of the club's: its words stand where nothing else is said. Without one, title and "
        "meeting point are required",
    )
    pace_groups = serializers.ListField(
        child=PaceGroupInput(), required=False, max_length=GROUPS_AT_MOST, help_text="In their order"
    )
    publish = serializers.BooleanField(
        default=True, help_text="False for a draft; who may not lead rides proposes one in any case"
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        missing = {"title", "meeting_point"} - given.keys()
        if missing and given.get("template") is None:
            raise serializers.ValidationError(
                {name: ["This field is required."] for name in missing}, code="required"
            )
        return given


class RidePublishInput(StrictSerializer):
    captain = IdOf(
        required=False, allow_null=True, help_text="Somebody of the club who may lead; oneself unless given"
    )


class PostponeInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=CancelReason.choices, required=False)


class CancelInput(StrictSerializer):
    reason = serializers.ChoiceField(choices=CancelReason.choices)


class RescheduleInput(StrictSerializer):
    starts_at = serializers.DateTimeField()


class ResizeInput(StrictSerializer):
    capacity = serializers.IntegerField(min_value=1, max_value=MOST_PLACES, allow_null=True)
    held = serializers.IntegerField(
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text="Places that the leadership keeps back; as before unless given",
    )


class RollInput(StrictSerializer):
    outcomes = serializers.DictField(
        child=serializers.ChoiceField(choices=Attendance.choices),
        allow_empty=False,
        help_text="What became of each rider, by the id of their participation",
    )

    def validate_outcomes(self, given: dict[str, str]) -> dict[UUID, str]:
        if len(given) > MOST_AT_ONCE:
            raise serializers.ValidationError(f"{MOST_AT_ONCE} at once at most.")
        found, wrong = {}, {}
        for word, attendance in given.items():
            try:
                found[UUID(word)] = attendance
            except ValueError:
                wrong[word[:80]] = ["This is no id."]
        if wrong:
            raise serializers.ValidationError(wrong)
        return found
