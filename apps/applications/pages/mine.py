"""A person's own applications, and the household that they keep for them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from apps.applications import services
from apps.applications.choices import OVER, Status
from apps.applications.forms import HOUSEHOLD_FORM
from apps.applications.lines import with_turns
from apps.applications.models import Application
from apps.applications.pages.answer_forms import AnswersForm
from apps.applications.pages.base import LocalPage, OfOnePage
from apps.applications.pages.steps import steps_of, way_on
from apps.applications.pages.telling import badge, told_applicant
from apps.applications.services.households import with_household
from apps.listings.models import Pet
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.problems import Invalid

PER_PAGE = 20
NEWEST = Keyset("-created_at", "-id")


class MyApplicationsPage(LocalPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        rows = with_turns(Application.objects.for_display().filter(user=self.subject.id))
        rows = rows.visible_to(self.subject).prefetch_related("pet__photos__media")
        page = NEWEST.page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        context = {
            "entries": [
                {
                    "application": application,
                    "badge": badge(application),
                    "told": told_applicant(application),
                    "is_over": application.status in OVER,
                }
                for application in page.items
            ],
            "page": links_of(page),
            **tabs(self),
        }
        return render(request, "applications/mine.html", context)


class ContinuePage(OfOnePage):
    """Leads back to where somebody left off."""

    own = True

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        if application.status not in (Status.DRAFT, Status.INFO_REQUESTED):
            return redirect(application)
        return redirect(way_on(application, with_household(application)[1]))


class HouseholdPage(LocalPage):
    """What somebody tells about their home once; nothing of it is demanded here."""

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = services.household_of(self.subject.user).answers
        return self._show(AnswersForm(HOUSEHOLD_FORM.questions, answers=kept))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AnswersForm(HOUSEHOLD_FORM.questions, request.POST)
        self.spend("application.write")
        good = form.check(partial=True)
        if not form.errors:
            try:
                services.keep_household(by=self.subject, answers=good)
            except Invalid as problem:
                form.take(problem)
        if form.errors:
            return self._show(form, status=422)
        messages.success(request, "Kept. Your next application begins with it, if you want that.")
        return redirect("my-household")

    def _show(self, form: AnswersForm, *, status: int = 200) -> HttpResponse:
        groups = [
            {"title": step.title, "fields": [form[each["key"]] for each in step.questions]}
            for step in steps_of(HOUSEHOLD_FORM)
        ]
        context = {
            "form": form,
            "groups": groups,
            "keeps": bool(services.household_of(self.subject.user).answers),
            **tabs(self),
        }
        return render(self.request, "applications/household.html", context, status=status)


class KeepHouseholdPage(OfOnePage):
    """Takes the button after sending: keep these answers for the next application."""

    own = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        self.spend("application.write")
        types = {each["key"]: each["type"] for each in application.form.questions}
        fitting = {
            each["key"]: application.answers[each["key"]]
            for each in HOUSEHOLD_FORM.questions
            if each["key"] in application.answers and types.get(each["key"]) == each["type"]
        }
        try:
            services.keep_household(by=self.subject, answers=fitting)
        except Invalid:
            messages.info(request, "These answers do not fit; tell us about your household here instead.")
        else:
            messages.success(request, "Kept for your next application. Change it here whenever you like.")
        return redirect("my-household")


def tabs(page: LocalPage) -> dict[str, Any]:
    """Whether the person rehomes pets themselves, and so has applications to read, too."""
    return {"rehomes": Pet.objects.filter(user=page.subject.id, organization=None).exists()}
