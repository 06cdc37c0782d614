from typing import Any

import django_filters
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.reverse import reverse

from apps.rides.api.nested import OfClub
from apps.rides.api.route_serializers import (
    RideRouteInput,
    RouteDetailSerializer,
    RouteInput,
    RouteNameInput,
    RouteSerializer,
    RouteVersionInput,
    RouteVersionSerializer,
)
from apps.rides.choices import RouteStanding
from apps.rides.models import Ride, Route, RouteVersion
from apps.rides.services import routes as services
from apps.rides.services.measured import newest_of
from apps.rides.workflows import ROUTE
from hearth.kernel.api.filtering import AnyOf
from hearth.kernel.api.views import Creating, Editing, Listing, Nested, PolicyViewSet, Reading
from hearth.kernel.authorization import can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.problems import BadQuery, NotAllowed, NotFound

UPLOAD_FIRST = "Upload the file first: POST /media/uploads, purpose `route`, for this club; GPX, up to 5 MB."
TO_THE_FILE: Any = {
    "description": "Leads to a signed link that lives for a minute. The file is written anew: the line and "
    "its heights, without times, names or waypoints.",
    "responses": {302: OpenApiResponse(description="To the file")},
}


class Routes(PolicyViewSet):
    model = Route
    serializer_class: Any = RouteSerializer
    needs_identity = True

    def rows(self) -> Any:
        return Route.objects.for_display(drawn=self.action != "list")

    def representation(self, obj: Route) -> str:
        return tag_of(obj)

    def represent(self, obj: Route) -> Any:
        context = {
            **self.get_serializer_context(),
            "may_download": can(self.subject, "download", obj).allowed,
        }
        kind = RouteSerializer if self.action == "list" else RouteDetailSerializer
        return kind(obj, context=context).data

    def location_of(self, obj: Any) -> str:
        return reverse("api-route-detail", kwargs={"id": str(obj.pk)}, request=self.request)


class RouteFilter(django_filters.FilterSet):
    standing = AnyOf(choices=RouteStanding.choices)

    class Meta:
        model = Route
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(
        summary="The routes of a club, newest first",
        description="Those in use, unless `standing` asks for archived ones.",
        responses=RouteSerializer(many=True),
    ),
    create=extend_schema(
        summary="Add a route to a club",
        description=f"{UPLOAD_FIRST} It is measured soon after; `state` says how far that is.",
        request=RouteInput,
        responses={201: RouteDetailSerializer},
    ),
)
class ClubRoutesViewSet(OfClub, Creating, Listing, Routes):
    filterset_class = RouteFilter
    write_serializer = RouteInput
    limits = {"create": "route.create"}

    def listed(self) -> Any:
        rows = self.rows().filter(organization=self.parent)
        return rows if "standing" in self.request.query_params else rows.for_new_rides()

    def check_create(self) -> None:
        super().check_create()
        if "participate_rides" not in self.subject.capabilities_in(self.parent.pk):
            raise NotAllowed("Only members add routes to a club.", rule="needs_participate_rides")

    def perform(self, given: dict[str, Any]) -> Route:
        return services.add_version(None, self.parent, by=self.subject, **given)


@extend_schema_view(
    retrieve=extend_schema(
        summary="A route, with its simplified line and its profile", responses=RouteDetailSerializer
    ),
    partial_update=extend_schema(
        summary="Give a route another name", request=RouteNameInput, responses=RouteDetailSerializer
    ),
)
class RouteViewSet(Reading, Editing, Routes):
    edit_serializer = RouteNameInput
    workflow = ROUTE
    verbs = {"archive": services.archive_route, "unarchive": services.unarchive_route}
    limits = {"edit": "route.change", "archive": "route.change", "unarchive": "route.change"}
    http_method_names = ["get", "post", "head", "options", "patch"]

    def perform_edit(self, obj: Route, given: dict[str, Any]) -> Route:
        return services.rename_route(obj, by=self.subject, **given) if given else obj


@extend_schema_view(
    list=extend_schema(summary="The versions of a route, newest first"),
    create=extend_schema(
        summary="Upload the next version of a route",
        description=f"{UPLOAD_FIRST} Those before stay; the route is read by the newest that is ready.",
        request=RouteVersionInput,
        responses={201: RouteVersionSerializer},
    ),
)
class RouteVersionsViewSet(Nested, Creating, Listing):
    model = RouteVersion
    parent_model = Route
    serializer_class = RouteVersionSerializer
    write_serializer = RouteVersionInput
    order = Keyset("-number", "-id")
    needs_identity = True
    limits = {"create": "route.create"}

    def rows(self) -> Any:
        return RouteVersion.objects.select_related("route", "media").defer("line", "profile")

    def listed(self) -> Any:
        return self.rows().filter(route=self.parent)

    def representation(self, obj: RouteVersion) -> str:
        return obj.state

    def represent(self, obj: RouteVersion) -> Any:
        may = can(self.subject, "download", self.parent).allowed
        context = {**self.get_serializer_context(), "may_download": may}
        return RouteVersionSerializer(obj, context=context).data

    def location_of(self, obj: Any) -> str:
        return reverse("api-route-versions", kwargs={"parent": str(obj.route_id)}, request=self.request)

    def check_create(self) -> None:
        require(self.subject, "edit", self.parent)

    def perform(self, given: dict[str, Any]) -> RouteVersion:
        route = services.add_version(self.parent, self.parent.organization, by=self.subject, **given)
        found: RouteVersion = RouteVersion.objects.get(route=route, number=route.latest)
        return found

    @extend_schema(summary="One version as a GPX file", **TO_THE_FILE)
    def download(self, request: Request, number: int, **kwargs: Any) -> HttpResponse:
        _takes_nothing(request)
        version = self.rows().filter(route=self.parent, number=number).first()
        if version is None:
            raise NotFound()
        require(self.subject, "download", self.parent)
        return self.cached(hand_over(version))


@extend_schema_view(
    retrieve=extend_schema(
        summary="The route of a ride, for whoever sees the ride",
        description="404 for a ride without one. `download` is for those who may have the ride's files.",
        responses=RouteDetailSerializer,
    ),
    update=extend_schema(
        summary="Give a ride a route of its club, or one's upload as a new route",
        description=f"{UPLOAD_FIRST} Distance and climbing are filled in where the ride says nothing yet. "
        "PATCH /rides/{id} with `route: null` takes the route away.",
        request=RideRouteInput,
        responses=RouteDetailSerializer,
    ),
)
class RideRouteViewSet(Reading, Editing):
    model = Ride
    serializer_class = RouteDetailSerializer
    edit_serializer = RideRouteInput
    limits = {"edit": "ride.change"}

    def rows(self) -> Any:
        return Ride.objects.select_related("organization").prefetch_related(
            Prefetch("route", Route.objects.for_display(drawn=True))
        )

    def representation(self, obj: Ride) -> str:
        return f"{tag_of(obj.route)}{self._may_download(obj)}" if obj.route else ""

    def represent(self, obj: Ride) -> Any:
        if obj.route is None:
            raise NotFound("This ride has no route.")
        context = {**self.get_serializer_context(), "may_download": self._may_download(obj), "ride": obj}
        return RouteDetailSerializer(obj.route, context=context).data

    def perform_edit(self, obj: Ride, given: dict[str, Any]) -> Ride:
        return services.choose_route(obj, by=self.subject, **given)

    @extend_schema(summary="The route of a ride as a GPX file", **TO_THE_FILE)
    def download(self, request: Request, **kwargs: Any) -> HttpResponse:
        _takes_nothing(request)
        ride = self.find()
        require(self.subject, "see_files", ride)
        return self.cached(hand_over(newest_of(ride.route_id) if ride.route_id else None))

    def _may_download(self, ride: Ride) -> bool:
        return can(self.subject, "see_files", ride).allowed


def tag_of(route: Route) -> str:
    """What an answer about a route shows besides its own row."""
    club, last = route.organization, route.last
    return "\n".join([club.name, club.slug, route.state, last.media.state if last else ""])


def hand_over(version: RouteVersion | None) -> HttpResponse:
    return HttpResponseRedirect(services.link_to_route(version))


def _takes_nothing(request: Request) -> None:
    if request.query_params:
        raise BadQuery("This address takes no parameters.", known=[])
