from typing import Any

import django_filters
from django.db.models import QuerySet, Subquery

from apps.organizations.models import Organization
from apps.rides.choices import Difficulty, Kind, Role, State, Status
from apps.rides.models import Participation, Ride
from hearth.kernel.api.filtering import AnyOf


class RideFilter(django_filters.FilterSet):
    """What people choose rides by. A word given twice means either."""

    q = django_filters.CharFilter(
        field_name="title", lookup_expr="icontains", max_length=80, help_text="Part of the title"
    )
    kind = AnyOf(choices=Kind.choices)
    difficulty = AnyOf(choices=Difficulty.choices)
    after = django_filters.IsoDateTimeFilter(
        field_name="starts_at", lookup_expr="gte", help_text="A day or a moment; included"
    )
    before = django_filters.IsoDateTimeFilter(
        field_name="starts_at", lookup_expr="lt", help_text="A day or a moment; not included"
    )

    class Meta:
        model = Ride
        fields: list[str] = []


class ClubRideFilter(RideFilter):
    state = AnyOf(choices=State.choices)
    series = django_filters.UUIDFilter(help_text="Id of a series: only its rides")


class PublicRideFilter(RideFilter):
    region = django_filters.CharFilter(
        field_name="organization__region", lookup_expr="iexact", max_length=80, help_text="Of the club"
    )
    club = django_filters.CharFilter(method="by_club", max_length=90, help_text="Slug or id of the club")

    def by_club(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        # As one value, not as a set to join with: so its rides are read from their index, in their order.
        return rows.filter(organization=Subquery(Organization.objects.by_id_or_slug(value).values("pk")[:1]))


class MyRideFilter(RideFilter):
    WHEN = (("coming", "What is not over"), ("past", "What is over"), ("all", "Everything"))
    PARTS = (("participant", "I ride along"), ("leader", "I lead"), ("planner", "I planned it"))

    when = django_filters.ChoiceFilter(choices=WHEN, method="as_said", help_text="`coming` unless given")
    part = django_filters.ChoiceFilter(
        choices=PARTS, method="by_part", help_text="As what: everything unless given"
    )
    state = AnyOf(choices=State.choices)

    def as_said(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows  # the view begins with it

    def by_part(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.of_person(self.request.subject, value)  # type: ignore[attr-defined]
        return found


class ParticipationFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(choices=Status.choices)
    role = django_filters.ChoiceFilter(choices=Role.choices)

    class Meta:
        model = Participation
        fields: list[str] = []
