from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from unfold.decorators import action
from unfold.forms import BaseDialogForm

from apps.petfinder.models import AnimalNumber, ApiClient
from apps.petfinder.services import revoke_client
from hearth.kernel.admin import PolicyAdmin
from hearth.kernel.problems import Problem


class RevokeForm(BaseDialogForm):
    """Nothing to fill in: the dialog only asks whether one is sure."""


@admin.register(ApiClient)
class ApiClientAdmin(PolicyAdmin):
    """Programs that read the Petfinder API, whose they are, and when they last did."""

    list_display = ("name", "user", "created_at", "last_used_at", "revoked_at")
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("client_id",)
    fields = ("name", "user", "client_id", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("user",)
    actions_detail = ("revoke",)

    @action(
        description="Revoke",
        url_path="revoke",
        permissions=["revoke"],
        dialog={
            "title": "Revoke",
            "description": "The program can read nothing more, from its next request on.",
            "form_class": RevokeForm,
            "form_submit_text": "Revoke",
        },
    )
    def revoke(self, request: HttpRequest, form: RevokeForm, object_id: str) -> HttpResponse:
        try:
            client = revoke_client(ApiClient.objects.get(pk=object_id), by=self.subject(request))
            messages.success(request, f"{client} reads no more.")
        except Problem as problem:
            messages.error(request, str(problem))
        page = reverse("admin:petfinder_apiclient_change", args=[object_id])
        return HttpResponse(headers={"HX-Redirect": page})

    def has_revoke_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_object(request, str(object_id))
        return found is not None and found.revoked_at is None and self._may(request, "revoke", found)


@admin.register(AnimalNumber)
class AnimalNumberAdmin(PolicyAdmin):
    list_display = ("number", "pet")
    list_select_related = ("pet",)
    search_fields = ("=number",)
    ordering = ("-number",)
