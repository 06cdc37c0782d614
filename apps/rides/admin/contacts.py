from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.rides.models import EmergencyContact, SharedContact
from hearth.kernel.admin import PolicyAdmin

MASK = "••••••"


class MaskedAdmin(PolicyAdmin):
    """That there is one, and of whom; what it says is neither shown nor decrypted."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("details")

    @admin.display(description="details")
    def masked(self, row: Any) -> str:
        return MASK


@admin.register(EmergencyContact)
class EmergencyContactAdmin(MaskedAdmin):
    list_display = ("user", "masked", "created_at", "updated_at")
    list_select_related = ("user",)
    fields = ("user", "masked", "created_at", "updated_at")
    readonly_fields = ("masked",)


@admin.register(SharedContact)
class SharedContactAdmin(MaskedAdmin):
    list_display = ("participation", "masked", "created_at")
    list_select_related = ("participation__user",)
    fields = ("participation", "masked", "created_at", "updated_at")
    readonly_fields = ("masked",)
