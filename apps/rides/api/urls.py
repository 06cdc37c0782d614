from typing import Any

from django.urls import path

from apps.rides.api.attachments import AttachmentViewSet, RideAttachmentsViewSet
from apps.rides.api.calendars import ClubCalendarViewSet
from apps.rides.api.clubs import ClubMembershipsViewSet, ClubProposalViewSet, ClubViewSet
from apps.rides.api.contacts import MyEmergencyContactViewSet, RideContactsViewSet, ShareContactViewSet
from apps.rides.api.groups import PaceGroupViewSet, RidePaceGroupsViewSet
from apps.rides.api.insight import ClubInsightViewSet
from apps.rides.api.invitations import RideInvitationsViewSet, RideInvitationViewSet
from apps.rides.api.participations import ParticipationViewSet, RideParticipationsViewSet
from apps.rides.api.rides import ClubRidesViewSet, MyRidesViewSet, RideViewSet
from apps.rides.api.routes import (
    ClubRoutesViewSet,
    RideRouteViewSet,
    RouteVersionsViewSet,
    RouteViewSet,
)
from apps.rides.api.series import ClubSeriesViewSet, ClubTemplatesViewSet, SeriesViewSet, TemplateViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("rides", RideViewSet, basename="api-ride")
routes.register("participations", ParticipationViewSet, basename="api-participation")
routes.register("pace-groups", PaceGroupViewSet, basename="api-pace-group")
routes.register("ride-invitations", RideInvitationViewSet, basename="api-ride-invitation")
routes.register("attachments", AttachmentViewSet, basename="api-attachment")
routes.register("routes", RouteViewSet, basename="api-route")
routes.register("series", SeriesViewSet, basename="api-series")
routes.register("ride-templates", TemplateViewSet, basename="api-ride-template")

_list: dict[str, Any] = {"get": "list"}
_list_and_more: dict[str, Any] = {"get": "list", "post": "create"}

_kept: dict[str, Any] = {"get": "retrieve", "put": "update", "delete": "destroy"}
_one: dict[str, Any] = {"get": "retrieve", "put": "update", "patch": "partial_update"}

urlpatterns = [
    path("users/me/emergency-contact", MyEmergencyContactViewSet.as_view(_kept), name="api-my-contact"),
    path(
        "participations/<str:id>/emergency-contact",
        ShareContactViewSet.as_view(_kept),
        name="api-shared-contact",
    ),
    path(
        "rides/<str:id>/emergency-contacts",
        RideContactsViewSet.as_view({"get": "read"}),
        name="api-ride-contacts",
    ),
    path("users/me/rides", MyRidesViewSet.as_view(_list), name="api-my-rides"),
    path("clubs", ClubViewSet.as_view(_list_and_more), name="api-clubs"),
    path("clubs/<str:id>", ClubViewSet.as_view(_one), name="api-club"),
    path(
        "clubs/<str:id>/actions",
        ClubViewSet.as_view({"get": "actions"}, detail=True),
        name="api-club-actions",
    ),
    path(
        "clubs/<str:parent>/memberships",
        ClubMembershipsViewSet.as_view(_list_and_more),
        name="api-club-memberships",
    ),
    path("club-proposals", ClubProposalViewSet.as_view({"post": "create"}), name="api-club-proposals"),
    path("clubs/<str:parent>/rides", ClubRidesViewSet.as_view(_list_and_more), name="api-club-rides"),
    path(
        "rides/<str:parent>/participations",
        RideParticipationsViewSet.as_view(_list_and_more),
        name="api-ride-participations",
    ),
    path(
        "rides/<str:parent>/pace-groups",
        RidePaceGroupsViewSet.as_view(_list_and_more),
        name="api-ride-pace-groups",
    ),
    path(
        "rides/<str:parent>/invitations",
        RideInvitationsViewSet.as_view(_list_and_more),
        name="api-ride-invitations",
    ),
    path(
        "rides/<str:parent>/attachments",
        RideAttachmentsViewSet.as_view(_list_and_more),
        name="api-ride-attachments",
    ),
    path(
        "clubs/<str:parent>/calendar.ics",
        ClubCalendarViewSet.as_view({"get": "read"}),
        name="api-club-calendar",
    ),
    path("clubs/<str:parent>/insight", ClubInsightViewSet.as_view({"get": "read"}), name="api-club-insight"),
    path("clubs/<str:parent>/series", ClubSeriesViewSet.as_view(_list_and_more), name="api-club-series"),
    path(
        "clubs/<str:parent>/ride-templates",
        ClubTemplatesViewSet.as_view(_list_and_more),
        name="api-club-ride-templates",
    ),
    path("clubs/<str:parent>/routes", ClubRoutesViewSet.as_view(_list_and_more), name="api-club-routes"),
    path(
        "routes/<str:parent>/versions",
        RouteVersionsViewSet.as_view(_list_and_more),
        name="api-route-versions",
    ),
    path(
        "routes/<str:parent>/versions/<int:number>/download",
        RouteVersionsViewSet.as_view({"get": "download"}),
        name="api-route-download",
    ),
    path(
        "rides/<str:id>/route",
        RideRouteViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="api-ride-route",
    ),
    path(
        "rides/<str:id>/route/download",
        RideRouteViewSet.as_view({"get": "download"}),
        name="api-ride-route-download",
    ),
    *routes.urls,
]
