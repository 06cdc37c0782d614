"""Clubs under the names of their own: organisations of one kind, by the views that all kinds share."""

import json
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import OuterRef, Q, QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.reverse import reverse

from apps.media.api.hot import IMAGE, image
from apps.organizations import services
from apps.organizations.api.hot import has_badge, verified
from apps.organizations.api.memberships import OrganizationMembershipsViewSet
from apps.organizations.api.organizations import HELD_BACK, OrganizationViewSet
from apps.organizations.kinds import KINDS
from apps.organizations.models import Organization
from apps.rides.api.club_serializers import (
    ClubInput,
    ClubSerializer,
    NewClubInput,
    OneClubSerializer,
    next_ride_of,
    open_to,
)
from apps.rides.api.nested import OfClub
from apps.rides.distances import FURTHEST_KM, NEARBY_KM, NEAREST, Spot, SpotField, with_distance
from apps.rides.models import Ride
from apps.rides.services import refusal_to_plan
from hearth.kernel.api.hot import Asked, Hot, Of, json_rows
from hearth.kernel.api.views import Creating
from hearth.kernel.authorization import Decision, Policy
from hearth.kernel.problems import NotAllowed

PROPOSE = "/api/v1/club-proposals"


class SpotFilter(django_filters.Filter):
    field_class = SpotField


class WholeFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField


class SearchForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("within_km") and not self.data.get("near"):
            self.add_error("within_km", ValidationError("Say near= what.", code="needs_near"))
        return found


class ClubFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="by_words", max_length=80, help_text="Part of the name or suburb")
    region = django_filters.CharFilter(lookup_expr="iexact", max_length=80)
    near = SpotFilter(
        method="by_distance",
        max_length=80,
        help_text="`latitude,longitude`, a suburb, or `suburb, region`; the nearest come first",
    )
    within_km = WholeFilter(
        method="beside_near",
        min_value=1,
        max_value=FURTHEST_KM,
        help_text=f"How far from `near`; {NEARBY_KM} unless given",
    )

    class Meta:
        model = Organization
        form = SearchForm
        fields: list[str] = []

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(Q(name__icontains=value) | Q(suburb__icontains=value))

    def by_distance(self, rows: QuerySet[Any], name: str, value: Spot) -> QuerySet[Any]:
        reach = self.form.cleaned_data.get("within_km")
        return with_distance(rows, value, float(reach or NEARBY_KM))

    def beside_near(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        return rows


def _next_ride(asked: Asked, found: str) -> dict[str, Any] | None:
    rides = json.loads(found)
    return {**rides[0], "starts_at": datetime.fromisoformat(rides[0]["starts_at"])} if rides else None


def _open(asked: Asked, join_policy: str, status: str) -> bool:
    return open_to(join_policy, status)


NEXT_RIDE = json_rows(
    Ride.objects.next_of(OuterRef("pk")).for_everybody()[:1],
    id="pk",
    title="title",
    kind="kind",
    difficulty="difficulty",
    starts_at="starts_at",
)
CLUBS = Hot(
    ClubSerializer,
    {
        "logo": Of(image, *(f"logo__{column}" for column in IMAGE)),
        "verified": Of(verified, "verified_until"),
        "open_to_join": Of(_open, "join_policy", "status"),
        "next_ride": Of(_next_ride, NEXT_RIDE),
    },
    # None of these raises the version of a club.
    tag=("logo__version", has_badge(""), NEXT_RIDE, "member_count"),
)


@extend_schema_view(
    list=extend_schema(
        summary="Clubs that are approved, newest first",
        description="With their position for a map, how one joins, and the next ride that is for everybody.",
    ),
    retrieve=extend_schema(
        summary="One club, by id or slug",
        responses={
            200: OneClubSerializer,
            301: OpenApiResponse(description="It had this slug once; Location has the present one"),
        },
    ),
    create=extend_schema(
        summary="Register a club: for site admins",
        description=f"It is approved at once, and owned by who registers it. Others use `POST {PROPOSE}`.",
        request=NewClubInput,
        responses={201: OneClubSerializer},
    ),
    update=extend_schema(
        summary="Write the profile: every required field; optional ones that are left out stay",
        description=HELD_BACK,
        request=ClubInput,
        responses=OneClubSerializer,
    ),
    partial_update=extend_schema(
        summary="Change the profile",
        description=HELD_BACK,
        request=ClubInput,
        responses=OneClubSerializer,
    ),
)
class ClubViewSet(OrganizationViewSet):
    hot = CLUBS
    more_for_the_known = False
    serializer_class = ClubSerializer
    filterset_class = ClubFilter
    write_serializer = NewClubInput  # type: ignore[assignment]
    edit_serializer = ClubInput
    named_orders = {"distance": NEAREST}
    # Words and places have no end.
    varying = frozenset({"q", "near", "within_km"})

    def usual_order(self, request: Request) -> str:
        return "distance" if request.query_params.get("near") else super().usual_order(request)

    def rows(self) -> Any:
        return super().rows().filter(kind="club")

    def check_create(self) -> None:
        try:
            services.check_may_found(KINDS["club"], self.subject)
        except NotAllowed as refusal:
            raise NotAllowed(
                f"Clubs are registered by site admins. Propose yours with POST {PROPOSE}, and a moderator "
                "looks at it.",
                **refusal.extra,
            ) from None

    def location_of(self, obj: Any) -> str:
        return reverse("api-club", kwargs={"id": str(obj.pk)}, request=self.request)

    def representation(self, obj: Organization) -> str:
        ride = next_ride_of(obj)
        return f"{super().representation(obj)}:{obj.member_count}:{ride and (ride.pk, ride.version)}"

    def represent(self, obj: Organization) -> Any:
        shown = ClubSerializer(obj, context=self.get_serializer_context()).data
        return shown if self.details is None else {**shown, **super().represent(obj)}

    def explained(self, obj: Organization) -> dict[str, Decision]:
        plans = Policy.of(Ride).decide(self.subject, "create")
        return {**super().explained(obj), "plan": plans}

    def obstacle(self, obj: Organization, action: str) -> str:
        return refusal_to_plan(obj, by=self.subject) if action == "plan" else super().obstacle(obj, action)

    def perform(self, given: dict[str, Any]) -> Organization:
        return services.create_organization(by=self.subject, kind="club", **given)


@extend_schema_view(
    create=extend_schema(
        summary="Propose a club",
        description="It waits for a moderator. Who proposes it owns it once it is approved.",
        request=NewClubInput,
        responses={201: ClubSerializer},
    )
)
class ClubProposalViewSet(Creating):
    model = Organization
    serializer_class = ClubSerializer
    write_serializer = NewClubInput
    limits = {"create": "club.propose"}

    def rows(self) -> Any:
        return Organization.objects.select_related("logo").filter(kind="club")

    def location_of(self, obj: Any) -> str:
        return reverse("api-club", kwargs={"id": str(obj.pk)}, request=self.request)

    def perform(self, given: dict[str, Any]) -> Organization:
        return services.propose_organization(by=self.subject, kind="club", **given)


@extend_schema_view(
    list=extend_schema(
        summary="The people of a club, newest first",
        description="As `GET /organizations/{id}/memberships` has them.",
    ),
    create=extend_schema(
        summary="Join a club, or ask to",
        description="Active at once where anybody may join, else pending until somebody lets you in; 403 "
        "where people come by invitation only.",
    ),
)
class ClubMembershipsViewSet(OfClub, OrganizationMembershipsViewSet):
    pass
