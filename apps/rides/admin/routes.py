from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from apps.rides.drawing import profile_svg, trace_svg
from apps.rides.drawing.canvas import words
from apps.rides.models import Route, RouteVersion
from hearth.kernel.admin import PolicyAdmin

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


@admin.register(Route)
class RouteAdmin(PolicyAdmin):
    """The ways of all clubs. A club looks after its own; here one looks at what was sent."""

    list_display = ("name", "organization", "user", "read_by", "uploads", "created_at")
    list_select_related = ("organization", "user")
    search_fields = ("name", "organization__name")
    fields = (("name", "organization"), ("user", "created_at"), ("read_by", "uploads"))
    readonly_fields = ("read_by", "uploads")
    inlines = (VersionInline,)

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
