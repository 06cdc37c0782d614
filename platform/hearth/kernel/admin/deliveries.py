from django.contrib import admin

from hearth.kernel.admin.base import PolicyAdmin
from hearth.kernel.models import Delivery, Event


@admin.register(Event)
class EventAdmin(PolicyAdmin):
    list_display = (
        "occurred_at",
        "name",
        "actor",
        "target_type",
        "target_id",
        "from_state",
        "to_state",
        "reason",
    )
    list_filter = ("name",)
    search_fields = ("target_id", "request_id")
    ordering = ("-occurred_at", "-id")
    list_select_related = ("actor",)


@admin.register(Delivery)
class DeliveryAdmin(PolicyAdmin):
    list_display = ("event", "handler", "state", "attempts", "available_at", "settled_at")
    list_filter = ("state", "handler")
    ordering = ("-id",)
    list_select_related = ("event",)
