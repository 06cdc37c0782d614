from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.admin import TabularInline
from unfold.decorators import action

from apps.rides.drawing import profile_svg, trace_svg
from apps.rides.drawing.canvas import words
from apps.rides.models import Route, RouteVersion
from apps.rides.services.routes import archive_route, unarchive_route
from apps.rides.workflows import ROUTE
from hearth.kernel.admin import PolicyAdmin, SeenForm, dialog
from hearth.kernel.authorization import can

MEASURES = (("distance", "points"), ("gain_m", "loss_m"), ("lowest_m", "highest_m"))
BOUNDS = (("south", "west"), ("north", "east"))


@admin.display(description="distance")
def distance(version: RouteVersion) -> str:
    return "–" if version.distance_m is None else f"{words(version.distance_m / 1000)} km"


class VersionInline(TabularInline):
    """Every upload of a route, in the order in which they came."""

    model = RouteVersion
    fields = ("number", "state", "distance", "gain_m", "user", "created_at")
    readonly_fields = fields
    ordering = ("number",)
    extra = 0
    can_delete = False
    show_change_link = True

    distance = staticmethod(distance)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("media", "user").defer("line", "profile")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SeenRouteForm(SeenForm):
    model = Route


def _permission(verb: str) -> Callable[..., bool]:
    def allowed(self: Any, request: HttpRequest, object_id: Any = None) -> bool:
        route = self.get_object(request, str(object_id))
        possible = route is not None and ROUTE.has_room(route, verb)
        return possible and can(self.subject(request), verb, route).allowed

    return allowed


@admin.register(Route)
class RouteAdmin(PolicyAdmin):
    """The ways of all clubs. A club looks after its own; here one looks at what was sent."""

    list_display = ("name", "organization", "standing", "user", "read_by", "uploads", "created_at")
    list_filter = ("standing",)
    list_select_related = ("organization", "user")
    search_fields = ("name", "organization__name")
    fields = (("name", "organization"), ("standing", "user"), ("read_by", "uploads"), "created_at")
    readonly_fields = ("read_by", "uploads")
    inlines = (VersionInline,)
    actions_detail = ("archive", "unarchive")

    has_archive_permission = _permission("archive")
    has_unarchive_permission = _permission("unarchive")

    @action(**dialog("archive", ROUTE.of["archive"].label, ROUTE.of["archive"].explains, form=SeenRouteForm))
    def archive(self, request: HttpRequest, form: SeenRouteForm, object_id: str) -> HttpResponse:
        seen = form.cleaned_data["version"]
        return self.act_on(request, object_id, archive_route, "{} is archived.", seen=seen)

    @action(
        **dialog("unarchive", ROUTE.of["unarchive"].label, ROUTE.of["unarchive"].explains, form=SeenRouteForm)
    )
    def unarchive(self, request: HttpRequest, form: SeenRouteForm, object_id: str) -> HttpResponse:
        seen = form.cleaned_data["version"]
        return self.act_on(request, object_id, unarchive_route, "{} is in use again.", seen=seen)

    @admin.display(description="version that is read", ordering="newest")
    def read_by(self, route: Route) -> str:
        return str(route.newest or "none is ready")

    @admin.display(description="uploads", ordering="latest")
    def uploads(self, route: Route) -> int:
        return route.latest


@admin.register(RouteVersion)
class RouteVersionAdmin(PolicyAdmin):
    """One upload: what it says, and how it looks."""

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("css/tokens.css", "css/routes.css")}

    list_display = ("route", "number", "state", "distance", "gain_m", "user", "created_at")
    list_select_related = ("route", "media", "user")
    search_fields = ("route__name",)
    fields = (("route", "number"), ("state", "user"), *MEASURES, *BOUNDS, "trace", "profile_drawn")
    readonly_fields = ("state", "distance", "trace", "profile_drawn")

    distance = staticmethod(distance)

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        name = request.resolver_match and request.resolver_match.url_name
        return rows.defer("line", "profile") if name and name.endswith("_changelist") else rows

    @admin.display(description="map")
    def trace(self, version: RouteVersion) -> str:
        return trace_svg(version) or "–"

    @admin.display(description="elevation")
    def profile_drawn(self, version: RouteVersion) -> str:
        return profile_svg(version) or "–"
