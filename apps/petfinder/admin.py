from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.decorators import action

from apps.petfinder.models import AnimalNumber, ApiClient
from apps.petfinder.services import revoke_client
from hearth.kernel.admin import PolicyAdmin, SureForm, dialog


@admin.register(ApiClient)
class ApiClientAdmin(PolicyAdmin):
    """Programs that read the Petfinder API, whose they are, and when they last did."""

    list_display = ("name", "user", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("client_id",)
    fields = ("name", "user", "client_id", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    actions_detail = ("revoke",)

    @action(**dialog("revoke", "Revoke", "The program can read nothing more, from its next request on."))
    def revoke(self, request: HttpRequest, form: SureForm, object_id: str) -> HttpResponse:
        return self.act_on(request, object_id, revoke_client, "{} reads no more.")

    def has_revoke_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_object(request, str(object_id))
        return found is not None and found.revoked_at is None and self._may(request, "revoke", found)


@admin.register(AnimalNumber)
class AnimalNumberAdmin(PolicyAdmin):
    list_display = ("number", "pet")
    list_select_related = ("pet",)
    search_fields = ("=number",)
    ordering = ("-number",)
