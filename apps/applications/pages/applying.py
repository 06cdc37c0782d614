"""Applying by steps: begin, answer section by section, check, send; each can be left and come back to."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.applications import services
from apps.applications.choices import Status
from apps.applications.forms import form_for
from apps.applications.models import Application
from apps.applications.pages.answer_forms import AnswersForm
from apps.applications.pages.base import LocalPage, OfOnePage
from apps.applications.pages.files import file_rows
from apps.applications.pages.on_pet import PROMISED, standing_of
from apps.applications.pages.reading import draft_read
from apps.applications.pages.steps import Step, rail, step_url, steps_of, way_on
from apps.applications.pages.telling import who_offers
from apps.applications.policies import APPLICATION_LIMITS
from apps.applications.services.households import with_household
from apps.applications.words import LONGEST_MESSAGE
from apps.applications.workflows import APPLICATION
from apps.listings.models import Pet
from apps.listings.rescues import answer_within
from hearth.kernel.api.problems import problem_response
from hearth.kernel.problems import Conflict, Invalid, NotFound, Problem, WrongState
from hearth.kernel.workflow import check_seen


class ApplyPage(LocalPage):
    """What applying means and asks for; its button begins a draft."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        standing = standing_of(pet, self.subject)
        if standing["standing"] == "applied":
            return redirect(standing["application"])
        form = form_for(pet)
        context = {
            "pet": pet,
            "form": form,
            "steps": steps_of(form),
            "days": answer_within(pet.organization).days,
            "keeps_household": bool(services.household_of(self.subject.user).answers),
            **standing,
        }
        return render(request, "applications/apply.html", context)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        pet = self.load(id)
        shares = request.POST.get("shares_household") == "on"
        self.spend("applications")
        try:
            application = services.start_application(pet, by=self.subject, shares_household=shares)
        except Conflict:
            return redirect("apply", pet.pk)
        return redirect(step_url(application, 1))

    def load(self, id: UUID) -> Pet:
        found: Pet | None = Pet.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        if found is None:
            raise NotFound()
        return found


class WritingPage(OfOnePage):
    """A page on which the applicant writes: a draft, or what they were asked for."""

    own = True

    def load(self, id: UUID) -> Application:
        application = super().load(id)
        APPLICATION.guard(application, "edit", by=self.subject)
        return application


class OfOneStep(WritingPage):
    """A page about one section of the form."""

    def find(self, id: UUID, step: str) -> tuple[Application, Step, dict[str, Any]]:
        """The application, the step, and the answers with those that the household lends."""
        application = self.load(id)
        here = next((each for each in steps_of(application.form) if str(each.number) == step), None)
        if here is None:
            raise NotFound()
        return application, here, with_household(application)[1]


class StepPage(OfOneStep):
    """One section of the form. What is good is kept, whatever is missing beside it."""

    def get(self, request: HttpRequest, id: UUID, step: str) -> HttpResponse:
        application, here, answers = self.find(id, step)
        return self._show(application, here, answers, AnswersForm(here.questions, answers=answers))

    def post(self, request: HttpRequest, id: UUID, step: str) -> HttpResponse:
        application, here, answers = self.find(id, step)
        self.spend("application.edit")
        later = "later" in request.POST
        form = AnswersForm(here.questions, request.POST, answers=answers)
        good = form.check(partial=later, unfinished=later)
        try:
            application = services.edit_application(application, by=self.subject, answers=good)
        except Invalid as problem:
            form.take(problem)
        if form.errors:
            return self._show(application, here, with_household(application)[1], form, status=422)
        if later:
            messages.success(request, "Kept. You can go on whenever you like.")
            return redirect("my-applications")
        return redirect(_after(application, here))

    def _show(
        self, application: Application, here: Step, answers: dict[str, Any], form: Any, *, status: int = 200
    ) -> HttpResponse:
        before = step_url(application, here.number - 1) if here.number > 1 else ""
        context = {
            "application": application,
            "pet": application.pet,
            "step": here,
            "rail": rail(application, answers, here.number),
            "form": form,
            "lent": bool(application.shares_household and set(answers) - set(application.answers)),
            "before_url": before,
            "on_url": _after(application, here),
            "files": file_rows(self, application, here) if here.for_files else [],
        }
        return render(self.request, "applications/step.html", context, status=status)


class KeepDraftPage(OfOneStep):
    """Keeps what somebody types, for the script of the page: the answers that changed, and never more.

    Told in JSON: the version that it is now, and what is wrong with which field. A version that was not the
    present one is 412; what those who decide read already (`info_requested`) is not changed while typing.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, id: UUID, step: str) -> HttpResponse:
        application, here, _ = self.find(id, step)
        self.spend("application.edit")
        if application.status != Status.DRAFT:
            state, allowed = application.status, APPLICATION.allowed(application)
            raise WrongState("It is no draft any more.", state=state, allowed=allowed)
        check_seen(application, request.POST.get("version", ""))
        changed = request.POST.getlist("changed")
        form = AnswersForm([each for each in here.questions if f"q-{each['key']}" in changed], request.POST)
        good = form.check(partial=True, unfinished=True)
        try:
            application = services.edit_application(application, by=self.subject, answers=good)
        except Invalid as problem:
            form.take(problem)
        refused = {form.add_prefix(key): " ".join(map(str, words)) for key, words in form.errors.items()}
        return JsonResponse({"version": application.version, "refused": refused})

    def refused(self, problem: Problem) -> HttpResponse:
        response = problem_response(problem)
        if problem.retry_after is not None:
            response["Retry-After"] = str(problem.retry_after)
        return response


class CheckPage(WritingPage):
    """Everything at one look, with the way back to each answer; then it is sent."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(self.load(id))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        self.spend(APPLICATION_LIMITS["submit" if application.status == Status.DRAFT else "answer"])
        shares = request.POST.get("shares_household") == "on"
        if application.status == Status.DRAFT and shares != application.shares_household:
            application = services.edit_application(application, by=self.subject, shares_household=shares)
        try:
            if application.status == Status.DRAFT:
                services.submit_application(application, by=self.subject)
                return redirect("application-sent", application.pk)
            message = request.POST.get("message", "")
            services.answer_info(application, by=self.subject, message=message)
        except Invalid as problem:
            return self._show(application, problem, status=422)
        messages.success(request, f"Sent. {who_offers(application)} reads it next.")
        return redirect(application)

    def _show(
        self, application: Application, problem: Invalid | None = None, *, status: int = 200
    ) -> HttpResponse:
        _, answers = with_household(application)
        sections = draft_read(application, answers)
        missing = [
            (step_url(application, section["step"].number), row.label)
            for section in sections
            for row in section["rows"]
            if row.is_missing
        ]
        context = {
            "application": application,
            "pet": application.pet,
            "who": who_offers(application),
            "sections": sections,
            "missing": missing,
            "errors": _refusals(application, problem),
            "not_taken": "" if services.is_heard(application) else services.NOT_TAKEN,
            "message": self.request.POST.get("message", "")[:LONGEST_MESSAGE],
            "rail": rail(application, answers),
            "is_promised": application.pet.placement in PROMISED,
            "takes": not services.obstacle(application, "submit"),
            "keeps_household": bool(services.household_of(self.subject.user).answers),
            "days": answer_within(application.organization).days,
        }
        return render(self.request, "applications/check.html", context, status=status)


class SentPage(OfOnePage):
    """What happens next, and until when."""

    own = True

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        application = self.load(id)
        if not application.was_sent:
            return redirect(way_on(application, with_household(application)[1]))
        context = {
            "application": application,
            "pet": application.pet,
            "who": who_offers(application),
            "is_promised": application.pet.placement in PROMISED,
            "may_keep": not services.household_of(self.subject.user).answers,
        }
        return render(request, "applications/sent.html", context)


def _after(application: Application, here: Step) -> str:
    if here.number < len(steps_of(application.form)):
        return step_url(application, here.number + 1)
    return reverse("application-check", args=[application.pk])


def _refusals(application: Application, problem: Invalid | None) -> list[tuple[str, str, str]]:
    """What a service refused: where it is mended, the question, and the words of the API."""
    if problem is None:
        return []
    places = {
        question["key"]: (step_url(application, step.number), question["label"])
        for step in steps_of(application.form)
        for question in step.questions
    }
    found = []
    for error in problem.errors:
        url, label = places.get(error["pointer"].rpartition("/")[2], ("#message", "Your message"))
        found.append((url, label, error["detail"]))
    return found
