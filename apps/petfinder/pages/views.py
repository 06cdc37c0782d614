"""Where a person lets programs of theirs read the Petfinder API."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.petfinder import services
from apps.petfinder.models import ApiClient
from apps.petfinder.pages.forms import ApiClientForm
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound


class ApiClientsPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ApiClientForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ApiClientForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        self.spend("petfinder.client")
        name = form.cleaned_data["name"]
        made = self.try_form(form, lambda: services.create_client(by=self.subject, name=name))
        # The secret is told in this answer and kept nowhere, so there is no page to go on to.
        return self._show(ApiClientForm(), made=made) if made else self._show(form, status=422)

    def _show(
        self, form: ApiClientForm, *, made: tuple[ApiClient, str] | None = None, status: int = 200
    ) -> HttpResponse:
        mine = ApiClient.objects.filter(user=self.subject.user).order_by("-created_at", "-pk")
        context = {
            "form": form,
            "clients": mine.filter(revoked_at=None),
            "revoked": mine.exclude(revoked_at=None)[:10],
            "made": made[0] if made else None,
            "secret": made[1] if made else "",
            "base_url": self.request.build_absolute_uri("/compat/petfinder/v2"),
            "tab": "api",
        }
        return render(self.request, "petfinder/clients.html", context, status=status)

    def after_refusal(self) -> str:
        return reverse("api-clients")


class RevokeApiClientPage(Page):
    access = "signed_in"

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        client = ApiClient.objects.visible_to(self.subject, "revoke").filter(pk=id).first()
        if client is None:
            raise NotFound()
        services.revoke_client(client, by=self.subject)
        messages.success(request, f"“{client}” reads no more.")
        return redirect("api-clients")

    def after_refusal(self) -> str:
        return reverse("api-clients")
