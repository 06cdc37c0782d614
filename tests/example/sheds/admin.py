from django.contrib import admin

from hearth.kernel.admin import PolicyAdmin
from tests.example.sheds.models import Loan, Tool


@admin.register(Tool)
class ToolAdmin(PolicyAdmin):
    list_display = ("name", "status", "user", "organization", "capacity", "confirmed_count", "offered_count")
    list_filter = ("status",)
    search_fields = ("name",)
    ordering = ("-created_at", "-id")
    list_select_related = ("user", "organization")


@admin.register(Loan)
class LoanAdmin(PolicyAdmin):
    list_display = ("tool", "user", "status", "pieces", "queued_at", "offer_expires_at")
    list_filter = ("status",)
    ordering = ("-created_at", "-id")
    list_select_related = ("tool", "user")
