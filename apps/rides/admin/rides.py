from django.contrib import admin

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
from hearth.kernel.admin import PolicyAdmin


@admin.register(Ride)
class RideAdmin(PolicyAdmin):
    """Every ride of every club; clubs look after theirs, and moderators take down what harms."""

    list_display = ("title", "organization", "state", "moderation", "starts_at", "captain")
    list_filter = ("state", "moderation", "audience")
    search_fields = ("title", "organization__name")
    list_select_related = ("organization", "captain")


@admin.register(Participation)
class ParticipationAdmin(PolicyAdmin):
    """Who has, or waits for, a place."""

    list_display = ("ride", "name", "role", "status", "attendance", "created_at")
    list_filter = ("status", "role", "attendance")
    search_fields = ("ride__title",)
    list_select_related = ("ride", "user")


@admin.register(PaceGroup)
class PaceGroupAdmin(PolicyAdmin):
    list_display = ("name", "ride", "capacity", "taken_count")
    list_select_related = ("ride",)


@admin.register(RideInvitation)
class RideInvitationAdmin(PolicyAdmin):
    list_display = ("ride", "user", "invited_by", "created_at")
    list_select_related = ("ride", "user", "invited_by")


@admin.register(RideAttachment)
class RideAttachmentAdmin(PolicyAdmin):
    list_display = ("name", "ride", "created_at")
    list_select_related = ("ride",)


@admin.register(RideTemplate)
class RideTemplateAdmin(PolicyAdmin):
    list_display = ("title", "organization", "created_at")
    list_select_related = ("organization",)


@admin.register(Series)
class SeriesAdmin(PolicyAdmin):
    list_display = ("title", "organization", "rrule", "made_until")
    list_select_related = ("organization",)


@admin.register(ClubProfile)
class ClubProfileAdmin(PolicyAdmin):
    ordering = ("pk",)
    list_display = ("organization", "usual_audience", "guests_each")
    list_select_related = ("organization",)
