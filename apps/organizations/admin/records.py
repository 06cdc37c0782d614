"""What is kept about organisations besides themselves: for looking things up."""

from django.contrib import admin

from apps.organizations.models import Address, Verification
from hearth.kernel.admin import PolicyAdmin


@admin.register(Verification)
class VerificationAdmin(PolicyAdmin):
    list_display = (
        *("organization", "evidence", "state_label", "granted_by", "granted_at", "expires_at", "ended_at"),
    )
    list_filter = ("evidence", "end_reason")
    search_fields = ("organization__name", "reference")
    ordering = ("-granted_at", "-id")
    list_select_related = ("organization", "granted_by")


@admin.register(Address)
class AddressAdmin(PolicyAdmin):
    """Every address that an organisation has or had; whose an old one is."""

    list_display = ("slug", "organization", "claimed_at")
    search_fields = ("slug", "organization__name")
    ordering = ("-claimed_at", "slug")
    list_select_related = ("organization",)
