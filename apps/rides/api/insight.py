from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from apps.rides.api.nested import OfClub
from apps.rides.insight import (
    SPANS,
    USUAL,
    Insight,
    Leader,
    Totals,
    Week,
    check_may_see,
    insight,
    may_see_names,
)
from apps.rides.models import Ride
from hearth.kernel.problems import BadQuery


class InsightWeekSerializer(serializers.Serializer[Week]):
    begins_on = serializers.DateField(help_text="A Monday, in the club's time zone")
    rides = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    distance_km = serializers.DecimalField(max_digits=10, decimal_places=1)
    came = serializers.IntegerField()
    missed = serializers.IntegerField(help_text="Had a place and did not come")
    excused = serializers.IntegerField()
    attendance = serializers.FloatField(allow_null=True, help_text="Share of those with a place who came")
    newcomers = serializers.IntegerField(help_text="Whose first ride with the club it was")


class InsightTotalsSerializer(serializers.Serializer[Totals]):
    rides = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    distance_km = serializers.DecimalField(max_digits=10, decimal_places=1)
    came = serializers.IntegerField()
    newcomers = serializers.IntegerField()
    attendance = serializers.FloatField(allow_null=True)
    no_shows = serializers.FloatField(allow_null=True)
    riders_each = serializers.FloatField(allow_null=True, help_text="How many came to a ride")


class InsightLeaderSerializer(serializers.Serializer[Leader]):
    id = serializers.UUIDField(allow_null=True, help_text="null for readers from outside the club")
    display_name = serializers.CharField(allow_null=True)
    captained = serializers.IntegerField()
    led = serializers.IntegerField(help_text="As a leader beside the captain")


class InsightSerializer(serializers.Serializer[Insight]):
    range = serializers.ChoiceField(choices=list(SPANS), source="span")
    weeks = InsightWeekSerializer(many=True)
    totals = InsightTotalsSerializer()
    before = InsightTotalsSerializer(help_text="Of as many weeks before")
    leaders = InsightLeaderSerializer(many=True, help_text="Whoever leads most comes first; twelve at most")


class ClubInsightViewSet(OfClub):
    """How a club's riding goes."""

    model = Ride
    needs_identity = True
    serializer_class = InsightSerializer

    @extend_schema(
        summary="A club's rides, kilometres, attendance, newcomers and leaders by week",
        description="For those who look after the club's rides; site admins read it without names. The "
        "present week is the last one.",
        parameters=[
            OpenApiParameter(
                "range", str, enum=list(SPANS), description=f"13, 26 or 52 weeks; `{USUAL}` unless given"
            )
        ],
        responses=InsightSerializer,
    )
    def read(self, request: Request, **kwargs: Any) -> Response:
        check_may_see(self.parent, self.subject)
        names = may_see_names(self.parent, self.subject)
        found = insight(self.parent, _span(request), self.subject.now, names=names)
        return self.cached(Response(InsightSerializer(found).data))


def _span(request: Request) -> str:
    if unknown := sorted(set(request.query_params) - {"range"}):
        raise BadQuery(f"Unknown: {', '.join(name[:40] for name in unknown[:5])}.", known=["range"])
    span = request.query_params.get("range", USUAL)
    if span not in SPANS:
        raise BadQuery(f"range must be one of {', '.join(SPANS)}.")
    return span
