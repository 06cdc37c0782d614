"""Templates of a club: kept from a ride, named, deleted."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from apps.organizations.pages.asking import Act, ActPage
from apps.rides import services
from apps.rides.models import RideTemplate
from apps.rides.pages.base import OfRidePage, RidingPage, club_at
from apps.rides.pages.series_forms import RenameForm
from hearth.kernel.authorization import require
from hearth.kernel.problems import NotFound


class KeepTemplatePage(OfRidePage):
    """Takes the button that keeps a ride as a template."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return redirect(self.load(id))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        ride = self.load(id)
        services.check_may_repeat(ride.organization, by=self.subject)
        self.spend("ride_template.create")
        made = services.create_template(ride.organization, by=self.subject, ride=ride.pk)
        messages.success(request, f"{made.title} is a template now.")
        return redirect(f"{reverse('club-series', args=[ride.organization.slug])}#templates")

    def after_refusal(self) -> str:
        return reverse("ride", args=[self.kwargs["id"]])


class TemplateActPage(RidingPage, ActPage):
    """Names one template anew, or deletes it."""

    acts = {
        "rename": Act(
            service=services.edit_template,
            done="Saved.",
            asks="What is {title} called?",
            explains="Rides that were planned from it keep their name.",
            button="Save",
            form=RenameForm,
            limit="ride_template.change",
        ),
        "delete": Act(
            service=services.delete_template,
            done="{title} is deleted.",
            asks="Delete the template {title}?",
            explains="Rides that were planned from it stay.",
            button="Delete it",
            grave=True,
            limit="ride_template.change",
        ),
    }

    def load(self, id: UUID) -> RideTemplate:
        club = club_at(self.kwargs["slug"], self, "participate_rides")
        rows = RideTemplate.objects.select_related("organization").visible_to(self.subject)
        found: RideTemplate | None = rows.filter(organization=club, pk=id).first()
        if found is None:
            raise NotFound()
        return found

    def check(self, row: RideTemplate, verb: str) -> None:
        require(self.subject, "edit" if verb == "rename" else verb, row)

    def words(self, row: RideTemplate) -> dict[str, str]:
        return {"title": row.title}

    def make_form(self, row: RideTemplate, act: Act, data: Any = None) -> forms.Form:
        return act.form(data, initial={"title": row.title})

    def context(self, row: RideTemplate, act: Act, form: forms.Form) -> dict[str, Any]:
        return {**super().context(row, act, form), "community": "riding"}

    def after_refusal(self) -> str:
        return f"{reverse('club-series', args=[self.kwargs['slug']])}#templates"
