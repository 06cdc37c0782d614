"""Building what an organisation asks: versions, the draft with its sections and questions, and its use."""

import copy
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.applications import services
from apps.applications.choices import FormState, QuestionType
from apps.applications.forms import DEFAULT_FORM, questions_of
from apps.applications.models import ApplicationForm
from apps.applications.pages.answer_forms import AnswersForm
from apps.applications.pages.base import LocalPage
from apps.applications.pages.builder_forms import HeadForm, QuestionForm, SectionForm
from apps.applications.pages.steps import steps_of
from apps.applications.workflows import FORM
from apps.organizations.models import Organization
from apps.organizations.pages.public import find
from apps.organizations.sections import Tab, contribute_tab
from apps.organizations.services.locking import require_for_row
from hearth.kernel.authorization import can, require
from hearth.kernel.problems import Conflict, Invalid, NotFound
from hearth.kernel.workflow import check_seen

REHOMING = "rescue"
"""The kind of organisation that people apply to for pets."""

contribute_tab(
    Tab(
        "application-form",
        "Application form",
        page="organization-application-form",
        capability="manage_organization",
        order=80,
        kind=REHOMING,
    )
)


class VersionsPage(LocalPage):
    """Every version of an organisation's form, the newest first; its button begins the next one."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        organization = self.load(slug)
        versions = list(ApplicationForm.objects.filter(organization=organization).order_by("-number")[:100])
        context = {
            "organization": organization,
            "versions": [(form, len(questions_of(form))) for form in versions],
            "draft": next((form for form in versions if form.state == FormState.DRAFT), None),
            "has_own": any(form.state == FormState.CURRENT for form in versions),
            "usual": sum(len(section["questions"]) for section in DEFAULT_FORM["sections"]),
        }
        return render(request, "applications/forms.html", context)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        organization = self.load(slug)
        self.spend("application_form.create")
        try:
            form = services.create_form(organization, by=self.subject)
        except Conflict as problem:
            if "form" not in problem.extra:
                raise
            return redirect("application-form", problem.extra["form"])
        return redirect("application-form", form.pk)

    def load(self, slug: str) -> Organization:
        found = find(slug, self.subject)
        if found.kind != REHOMING:
            raise NotFound()
        require_for_row(self.subject, "create", ApplicationForm(organization=found))
        return found

    def after_refusal(self) -> str:
        return reverse("organization-application-form", args=[self.kwargs["slug"]])


class FormPage(LocalPage):
    """A page about one version, for those who may see it."""

    def load(self, id: UUID) -> ApplicationForm:
        rows = ApplicationForm.objects.select_related("organization__logo").visible_to(self.subject)
        found: ApplicationForm | None = rows.filter(pk=id).first()
        if found is None:
            raise NotFound()
        return found

    def load_draft(self, id: UUID) -> ApplicationForm:
        form = self.load(id)
        require(self.subject, "edit", form)
        if self.request.method == "POST":
            self.spend("application_form.edit")
        FORM.guard(form, "edit", by=self.subject)
        return form

    def save(self, form: ApplicationForm, **given: Any) -> None:
        """Change the draft, if it is still the version that the page showed."""
        check_seen(form, self.request.POST.get("version", ""))
        services.edit_form(form, by=self.subject, **given)

    def after_refusal(self) -> str:
        return reverse("application-form", args=[self.kwargs["id"]])


class DraftPage(FormPage):
    """The whole draft at one look; any other version as those who apply see it."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        form = self.load(id)
        if form.state != FormState.DRAFT or not can(self.subject, "edit", form).allowed:
            return redirect("application-form-preview", form.pk)
        return self._show(form, HeadForm(initial={"title": form.title, "intro": form.intro}))

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        form, head = self.load_draft(id), HeadForm(request.POST)
        if not head.is_valid() or self.try_form(head, lambda: self._keep(form, head)) is None:
            return self._show(form, head, status=422)
        messages.success(request, "Saved.")
        return redirect("application-form", form.pk)

    def _keep(self, form: ApplicationForm, head: HeadForm) -> bool:
        self.save(form, **head.cleaned_data)
        return True

    def _show(self, form: ApplicationForm, head: HeadForm, *, status: int = 200) -> HttpResponse:
        context = {
            "version": form,
            "organization": form.organization,
            "form": head,
            "sections": [
                {
                    **section,
                    "questions": [
                        {**each, "words": QuestionType(each["type"]).label} for each in section["questions"]
                    ],
                }
                for section in form.sections
            ],
        }
        return render(self.request, "applications/form_draft.html", context, status=status)


class PreviewPage(FormPage):
    """The form as those who apply see it; nothing can be sent."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        form = self.load(id)
        steps = [
            {
                "step": step,
                "form": AnswersForm(step.questions),
                "files": step.questions if step.for_files else [],
            }
            for step in steps_of(form)
        ]
        context = {
            "version": form,
            "organization": form.organization,
            "steps": steps,
            "may_edit": form.state == FormState.DRAFT and can(self.subject, "edit", form).allowed,
            "may_manage": can(self.subject, "edit", form).allowed,
        }
        return render(request, "applications/form_preview.html", context)


class SectionPage(FormPage):
    """A section's title and words; `new` for another one at the end."""

    def get(self, request: HttpRequest, id: UUID, section: str) -> HttpResponse:
        form = self.load_draft(id)
        place = _place(section, form.sections)
        return self._show(form, place, SectionForm(initial=form.sections[place] if place is not None else {}))

    def post(self, request: HttpRequest, id: UUID, section: str) -> HttpResponse:
        form = self.load_draft(id)
        place, words = _place(section, form.sections), SectionForm(request.POST)
        if not words.is_valid() or self.try_form(words, lambda: self._keep(form, place, words)) is None:
            return self._show(form, place, words, status=422)
        number = len(form.sections) if place is None else place + 1
        return redirect(f"{self.after_refusal()}#section-{number}")

    def _keep(self, form: ApplicationForm, place: int | None, words: SectionForm) -> bool:
        sections = copy.deepcopy(form.sections)
        if place is None:
            sections.append({**words.cleaned_data, "questions": []})
        else:
            sections[place] |= words.cleaned_data
        self.save(form, sections=sections)
        return True

    def _show(
        self, form: ApplicationForm, place: int | None, words: SectionForm, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "version": form,
            "organization": form.organization,
            "form": words,
            "title": "Another section" if place is None else f"Section {place + 1}",
            "button": "Add section" if place is None else "Save section",
        }
        return render(self.request, "applications/form_part.html", context, status=status)


class QuestionPage(FormPage):
    """One question of a section; `new` for another one at its end."""

    def get(self, request: HttpRequest, id: UUID, section: str, question: str) -> HttpResponse:
        form, place, at = self.find(id, section, question)
        before = form.sections[place]["questions"][at] if at is not None else None
        return self._show(form, place, before, QuestionForm.of(before) if before else QuestionForm())

    def post(self, request: HttpRequest, id: UUID, section: str, question: str) -> HttpResponse:
        form, place, at = self.find(id, section, question)
        before = form.sections[place]["questions"][at] if at is not None else None
        words = QuestionForm(request.POST)
        if not words.is_valid() or not self._kept(form, place, at, words):
            return self._show(form, place, before, words, status=422)
        if "another" in request.POST:
            return redirect("application-form-question", form.pk, place + 1, "new")
        return redirect(f"{self.after_refusal()}#section-{place + 1}")

    def find(self, id: UUID, section: str, question: str) -> tuple[ApplicationForm, int, int | None]:
        form = self.load_draft(id)
        place = _place(section, form.sections)
        if place is None:
            raise NotFound()
        return form, place, _place(question, form.sections[place]["questions"])

    def _kept(self, form: ApplicationForm, place: int, at: int | None, words: QuestionForm) -> bool:
        sections = copy.deepcopy(form.sections)
        questions = sections[place]["questions"]
        before = questions[at] if at is not None else None
        made = words.question(before=before, taken=[each["key"] for each in questions_of(form)])
        if at is None:
            questions.append(made)
            at = len(questions) - 1
        else:
            questions[at] = made
        here = f"/sections/{place}/questions/{at}/"
        try:
            self.save(form, sections=sections)
        except Invalid as problem:
            for error in problem.errors:
                name = error["pointer"].removeprefix(here).partition("/")[0]
                words.add_error(name if name in words.fields else None, error["detail"])
            return False
        return True

    def _show(
        self, form: ApplicationForm, place: int, before: Any, words: QuestionForm, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "version": form,
            "organization": form.organization,
            "form": words,
            "title": "Change the question" if before else "Another question",
            "under": form.sections[place]["title"],
            "button": "Save question" if before else "Add question",
            "and_another": not before,
        }
        return render(self.request, "applications/form_part.html", context, status=status)


class MovePage(FormPage):
    """Takes the buttons beside sections and questions: up, down, away."""

    http_method_names = ["post"]
    by: ClassVar[dict[str, int]] = {"up": -1, "down": 1}

    def post(self, request: HttpRequest, id: UUID, section: str, question: str, to: str) -> HttpResponse:
        form = self.load_draft(id)
        sections = copy.deepcopy(form.sections)
        place = _place(section, sections)
        if place is None or (to not in self.by and to != "remove"):
            raise NotFound()
        if question == "all":
            place = self._move(sections, place, to)
        else:
            at = _place(question, sections[place]["questions"])
            if at is None:
                raise NotFound()
            self._move(sections[place]["questions"], at, to)
        try:
            self.save(form, sections=sections)
        except Invalid as problem:
            messages.error(request, problem.detail)
        return redirect(f"{self.after_refusal()}#section-{place + 1}")

    def _move(self, rows: list[Any], place: int, to: str) -> int:
        row = rows.pop(place)
        if to == "remove":
            return max(place - 1, 0)
        place = min(max(place + self.by[to], 0), len(rows))
        rows.insert(place, row)
        return place


class PublishPage(FormPage):
    """Says what changes for those who apply before a draft is put to use."""

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        form = self.load(id)
        require(self.subject, "publish", form)
        FORM.guard(form, "publish", by=self.subject)
        in_use = ApplicationForm.objects.current().filter(organization=form.organization_id).first()
        before = in_use or ApplicationForm.objects.current().filter(organization=None).first()
        context = {
            "version": form,
            "organization": form.organization,
            "is_first": in_use is None,
            **changes_between(before, form),
        }
        return render(request, "applications/form_publish.html", context)

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        form = self.load(id)
        require(self.subject, "publish", form)
        self.spend("application_form.edit")
        check_seen(form, request.POST.get("version", ""))
        services.publish_form(form, by=self.subject)
        messages.success(request, "These are the questions from now on.")
        return redirect("organization-application-form", form.organization.slug)


def changes_between(before: ApplicationForm | None, after: ApplicationForm) -> dict[str, list[str]]:
    """The questions that come, go and change between two versions, by their words."""
    was = {each["key"]: each for each in questions_of(before)} if before is not None else {}
    now = {each["key"]: each for each in questions_of(after)}
    return {
        "added": [each["label"] for key, each in now.items() if key not in was],
        "removed": [each["label"] for key, each in was.items() if key not in now],
        "changed": [each["label"] for key, each in now.items() if key in was and was[key] != each],
    }


def _place(word: str, rows: list[Any]) -> int | None:
    """The index of a row that an address names by its number, from one; None for `new`."""
    if word == "new":
        return None
    if not word.isdecimal() or len(word) > 3 or not 1 <= int(word) <= len(rows):
        raise NotFound()
    return int(word) - 1
