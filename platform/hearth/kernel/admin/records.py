from django.contrib import admin

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.models import IdempotencyRecord, RateCounter, Reveal, Revision


@admin.register(Reveal)
class RevealAdmin(PolicyAdmin):
    """Who looked at what was masked, and why."""

    list_display = ("created_at", "user", "target_type", "target_id", "reason", "expires_at")
    list_filter = ("reason", "target_type")
    search_fields = ("target_id",)
    list_select_related = ("user",)


@admin.register(RateCounter)
class RateCounterAdmin(PolicyAdmin):
    list_display = ("user", "name", "spent", "started_at")
    list_filter = ("name",)
    ordering = ("-started_at", "-id")
    list_select_related = ("user",)


@admin.register(IdempotencyRecord)
class IdempotencyRecordAdmin(PolicyAdmin):
    """Which answers are kept for repeats; what they say is their person's business."""

    list_display = ("created_at", "user", "key", "status")
    fields = ("created_at", "user", "key", "status")
    list_select_related = ("user",)


@admin.register(Revision)
class RevisionAdmin(PolicyAdmin):
    """Changes to approved content, as they were proposed and decided."""

    list_display = ("created_at", "target_type", "target_id", "number", "state", "by", "settled_at")
    list_filter = ("state", "target_type")
    search_fields = ("target_id",)
    list_select_related = ("by",)
