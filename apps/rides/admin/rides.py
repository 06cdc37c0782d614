from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from unfold.admin import TabularInline

from apps.rides.admin.verbs import RideButtons
from apps.rides.models import (
    ClubProfile,
    PaceGroup,
    Participation,
    Ride,
    RideAttachment,
    RideInvitation,
    RideTemplate,
    Series,
)
from hearth.kernel.admin import PolicyAdmin, ShorterPaginator

WHERE = ("meeting_point", ("latitude", "longitude"))
LIKE = (
    ("kind", "difficulty"),
    ("distance_km", "elevation_m"),
    ("pace", "drop_policy"),
    ("stops", "equipment"),
)


class PaceGroupInline(TabularInline):
    """The groups of a ride, in the order in which its page shows them."""

    model = PaceGroup
    fields = ("name", "slowest_kmh", "fastest_kmh", "leader", "capacity", "taken_count")
    readonly_fields = fields
    ordering = ("position", "name", "id")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("leader")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ride)
class RideAdmin(RideButtons, PolicyAdmin):
    """Every ride of every club; clubs look after theirs, and moderators take down what harms."""

    list_display = ("title", "organization", "state", "moderation", "audience", "starts_here", "captain")
    list_filter = ("state", "moderation", "audience", "kind")
    search_fields = ("title", "organization__name")
    list_select_related = ("organization", "captain")
    fieldsets = (
        (None, {"fields": ("title", "description", ("organization", "audience"), ("captain", "user"))}),
        ("How far it is", {"fields": (("state", "moderation"), ("why", "published_at"))}),
        ("When and where", {"fields": (("starts_here", "duration_minutes"), *WHERE)}),
        ("What it is like", {"fields": (*LIKE, ("route", "series"))}),
        ("Places", {"fields": (("capacity", "held_count"), ("confirmed_count", "offered_count"))}),
    )
    readonly_fields = ("starts_here",)
    inlines = (PaceGroupInline,)
    actions_detail = RideButtons.ride_actions

    @admin.display(description="starts", ordering="starts_at")
    def starts_here(self, ride: Ride) -> str:
        return f"{ride.starts_here:%-d %b %Y, %H:%M} ({ride.organization.timezone})"


@admin.register(Participation)
class ParticipationAdmin(PolicyAdmin):
    """Who has, or waits for, a place. What riders and leaders wrote about it is theirs."""

    list_display = ("ride", "who", "role", "status", "created_at")
    list_filter = ("status", "role")
    search_fields = ("ride__title",)
    paginator = ShorterPaginator
    list_select_related = ("ride", "user")
    fields = (
        *("ride", ("who", "role"), ("status", "why"), "pace_group", ("takes_it", "offer_expires_at")),
        ("created_at", "updated_at"),
    )
    readonly_fields = ("who",)

    @admin.display(description="who")
    def who(self, place: Participation) -> str:
        return str(place.user) if place.user_id else "A guest"


@admin.register(PaceGroup)
class PaceGroupAdmin(PolicyAdmin):
    """Those of a ride who keep one speed."""

    list_display = ("name", "ride", "slowest_kmh", "fastest_kmh", "capacity", "taken_count")
    search_fields = ("name", "ride__title")
    paginator = ShorterPaginator
    list_select_related = ("ride",)
    fields = (("name", "ride"), ("slowest_kmh", "fastest_kmh"), ("capacity", "taken_count"), "leader")


@admin.register(RideInvitation)
class RideInvitationAdmin(PolicyAdmin):
    """Who may come to a ride that is only for whoever is invited."""

    list_display = ("ride", "user", "invited_by", "created_at")
    search_fields = ("ride__title",)
    paginator = ShorterPaginator
    list_select_related = ("ride", "user", "invited_by")
    fields = ("ride", ("user", "invited_by"), "created_at")


@admin.register(RideAttachment)
class RideAttachmentAdmin(PolicyAdmin):
    """That a file belongs to a ride; it is opened by its people alone."""

    list_display = ("name", "ride", "user", "created_at")
    search_fields = ("name", "ride__title")
    paginator = ShorterPaginator
    list_select_related = ("ride", "user")
    fields = ("name", "ride", ("user", "created_at"))


@admin.register(RideTemplate)
class RideTemplateAdmin(PolicyAdmin):
    """Rides without a date, from which clubs plan others."""

    list_display = ("title", "organization", "kind", "difficulty", "created_at")
    search_fields = ("title", "organization__name")
    list_select_related = ("organization",)
    fields = ("title", "description", ("organization", "audience"), "duration_minutes", *WHERE, *LIKE)


@admin.register(Series)
class SeriesAdmin(PolicyAdmin):
    """Rides that come again, and up to when they are planned."""

    list_display = ("title", "organization", "state", "rrule", "captain", "made_until")
    list_filter = ("state",)
    search_fields = ("title", "organization__name")
    list_select_related = ("organization", "captain")
    fieldsets = (
        (None, {"fields": ("title", "description", ("organization", "audience"), ("captain", "user"))}),
        (
            "When",
            {
                "fields": (
                    *(("state", "rrule"), ("first_date", "local_time"), ("timezone", "duration_minutes")),
                    ("ends_before", "made_until"),
                )
            },
        ),
        ("Where, and what it is like", {"fields": (*WHERE, *LIKE, ("capacity", "route"))}),
    )


@admin.register(ClubProfile)
class ClubProfileAdmin(PolicyAdmin):
    """What clubs have set for themselves; a club that is not in the list has the defaults."""

    ordering = ("pk",)
    list_display = ("organization", "usual_audience", "guests_each")
    list_filter = ("usual_audience",)
    search_fields = ("organization__name",)
    list_select_related = ("organization",)
    fields = ("organization", ("usual_audience", "guests_each"), "how_we_ride")
