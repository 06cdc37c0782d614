"""Registering an organisation, and looking after one: its profile, settings, address and end."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.organizations import services
from apps.organizations.models import Organization
from apps.organizations.pages.forms import (
    AddressForm,
    ArchiveForm,
    RescueForm,
    SettingsForm,
    profile_form,
)
from apps.organizations.pages.public import find, last_refusal, waiting_notice
from apps.organizations.services import changes
from hearth.kernel import revisions
from hearth.kernel.authorization import require
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import TooManyRequests


class NewRescuePage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(RescueForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RescueForm(request.POST)
        if not form.is_valid():
            return self._show(form, status=422)
        self.spend("organization.create")
        made = self.try_form(form, lambda: services.create_organization(by=self.subject, **form.cleaned_data))
        if made is None:
            return self._show(form, status=422)
        messages.success(request, f"Thank you. A moderator looks at {made.name} next, and we write to you.")
        return redirect(made)

    def _show(self, form: RescueForm, status: int = 200) -> HttpResponse:
        context = {"form": form, "organization": None}
        return render(self.request, "organizations/form.html", context, status=status)


class OwnPage(Page):
    """A page for those who may do `action` to the organisation of the address."""

    access = "signed_in"
    action = "change_settings"

    def load(self, slug: str) -> Organization:
        found = find(slug, self.subject)
        require(self.subject, self.action, found)
        return found

    def after_refusal(self) -> str:
        return reverse("organization", args=[self.kwargs["slug"]])


class EditPage(OwnPage):
    action = "edit"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        # The form goes on from the change that waits, and leaves the row itself alone.
        content = changes.proposed_content(found)
        initial = {name: content[name] for name in ("name", "description")}
        return self._show(found, profile_form(found)(instance=copy(found), initial=initial))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        # The form writes its input into the instance it is given; the service compares with what was there.
        form = profile_form(found)(request.POST, instance=Organization.objects.get(pk=found.pk))
        seen = request.POST.get("version", "")
        if not form.is_valid() or not self.try_form(
            form,
            lambda: services.edit_organization(
                found, by=self.subject, seen_version=seen, **form.cleaned_data
            ),
        ):
            return self._show(found, form, status=422)
        waits = revisions.pending(found) is not None
        messages.success(request, "Saved. The change waits for a moderator." if waits else "Saved.")
        return redirect(found)

    def _show(self, found: Organization, form: Any, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "organization": found,
            "community": found.facts_of_kind.community,
            "waiting": waiting_notice(found, self.subject),
        }
        if found.status == Organization.Status.REJECTED:
            context["decision"] = last_refusal(found)
        return render(self.request, "organizations/form.html", context, status=status)


class WithdrawChangePage(OwnPage):
    """Takes the button beside a change that waits."""

    http_method_names = ["post"]
    action = "withdraw_change"

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = services.withdraw_change(self.load(slug), by=self.subject)
        messages.success(request, "The change is taken back. Everything stays as it was.")
        return redirect(found)


class SettingsPage(OwnPage):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(self.load(slug))

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        form = SettingsForm(request.POST, organization=found)
        seen = request.POST.get("version", "")
        if not form.is_valid() or not self.try_form(
            form,
            lambda: services.change_settings(
                Organization.objects.get(pk=found.pk), by=self.subject, seen_version=seen, **form.cleaned_data
            ),
        ):
            return self.show(found, form=form, status=422)
        messages.success(request, "Saved.")
        return redirect("organization-settings", found.slug)

    def show(self, found: Organization, *, status: int = 200, **forms: Any) -> HttpResponse:
        """Show every form of the page; the one that was just refused with its reasons."""
        context = {
            "organization": found,
            "community": found.facts_of_kind.community,
            "form": SettingsForm(organization=found),
            "address_form": AddressForm(initial={"slug": found.slug}),
            "archive_form": ArchiveForm(),
            **forms,
        }
        return render(self.request, "organizations/settings.html", context, status=status)


class AddressPage(SettingsPage):
    """Takes the settings page's form for another address."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        form = AddressForm(request.POST)
        moved = None
        if form.is_valid():
            try:
                moved = self.try_form(
                    form,
                    lambda: services.change_slug(
                        Organization.objects.get(pk=found.pk), by=self.subject, slug=form.cleaned_data["slug"]
                    ),
                )
            except TooManyRequests as refusal:
                form.add_error("slug", refusal.detail)
        if moved is None:
            return self.show(found, address_form=form, status=422)
        messages.success(request, f"{moved.name} is found at {moved.get_absolute_url()} now.")
        return redirect("organization-settings", moved.slug)


class ArchivePage(OwnPage):
    """Takes the settings page's last form: the organisation ends."""

    http_method_names = ["post"]
    action = "archive"

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.load(slug)
        form = ArchiveForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        services.archive_organization(found, by=self.subject, reason=reason)
        messages.success(request, f"{found.name} is archived. Only its members see it now.")
        return redirect(found)
