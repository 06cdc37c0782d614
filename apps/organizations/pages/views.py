from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.organizations import services
from apps.organizations.models import Organization
from apps.organizations.sections import sections_of
from hearth.kernel.authorization import ANONYMOUS, can, require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import NotFound


class RescueForm(forms.ModelForm):
    website = forms.URLField(max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Organization
        fields = ("name", "description", "email", "phone", "website", "address", "suburb", "region")
        labels = {"name": "Name of the rescue", "email": "E-mail for adopters", "phone": "Phone"}
        help_texts = {
            "description": "What you do, and which animals you take in.",
            "email": "Shown on your page and beside your pets.",
        }
        widgets = {"description": forms.Textarea(attrs={"rows": 5})}


class RescueListPage(Page):
    access = "public"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Organization.objects.visible_to(ANONYMOUS).filter(kind="rescue").select_related("logo")
        page = Keyset("-created_at", "-id").page(rows, limit=24, cursor=request.GET.get("cursor"))
        context = {
            "organizations": page.items,
            "page": {
                "next_url": f"?cursor={page.next_cursor}" if page.next_cursor else "",
                "previous_url": f"?cursor={page.previous_cursor}" if page.previous_cursor else "",
            },
        }
        return render(request, "organizations/list.html", context)


class RescuePage(Page):
    access = "public"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = Organization.objects.visible_to(self.subject).filter(slug=slug).first()
        if found is None:
            raise NotFound()
        context: dict[str, Any] = {
            "organization": found,
            "can_edit": can(self.subject, "edit", found).allowed and found.status != "suspended",
            "can_resubmit": found.status == "rejected" and can(self.subject, "resubmit", found).allowed,
            **sections_of(found),
        }
        return render(request, "organizations/detail.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = Organization.objects.visible_to(self.subject).filter(slug=slug).first()
        if found is None:
            raise NotFound()
        services.resubmit_organization(found, by=self.subject)
        messages.success(request, f"{found.name} waits for review again.")
        return redirect("rescue", found.slug)


class NewRescuePage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "organizations/form.html", {"form": RescueForm(), "organization": None})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RescueForm(request.POST)
        if not form.is_valid():
            return render(
                request, "organizations/form.html", {"form": form, "organization": None}, status=422
            )
        made = self.try_form(form, lambda: services.create_organization(by=self.subject, **form.cleaned_data))
        if made is None:
            return render(
                request, "organizations/form.html", {"form": form, "organization": None}, status=422
            )
        messages.success(request, f"Thank you. A moderator looks at {made.name} next, and we write to you.")
        return redirect("rescue", made.slug)


class EditRescuePage(Page):
    access = "signed_in"

    def load(self, slug: str) -> Organization:
        found = Organization.objects.visible_to(self.subject).filter(slug=slug).first()
        if found is None:
            raise NotFound()
        require(self.subject, "edit", found)
        return found

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        context = {"form": RescueForm(instance=found), "organization": found}
        return render(request, "organizations/form.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        form = RescueForm(request.POST, instance=Organization.objects.get(pk=found.pk))
        if not form.is_valid():
            context = {"form": form, "organization": found}
            return render(request, "organizations/form.html", context, status=422)
        seen = request.POST.get("version", "")
        if not self.try_form(
            form,
            lambda: services.edit_organization(
                found, by=self.subject, seen_version=seen, **form.cleaned_data
            ),
        ):
            context = {"form": form, "organization": found}
            return render(request, "organizations/form.html", context, status=422)
        messages.success(request, "Saved.")
        return redirect("rescue", found.slug)
