"""Telling us that something breaks the rules, and seeing what became of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from apps.moderation import services
from apps.moderation.models import Report, ReportCase
from apps.moderation.pages.forms import ReportForm, RevealForm
from apps.moderation.registrations.previews import title_of
from apps.moderation.registrations.reports import reason_words
from apps.moderation.reviewables import of_kind
from apps.moderation.services.outcomes import OUTCOMES, titles_for
from apps.moderation.services.reports import check_reportable, find_reportable, has_reported
from hearth.kernel.authorization import require
from hearth.kernel.keyset import Keyset
from hearth.kernel.pages.paging import links_of
from hearth.kernel.pages.views import Page
from hearth.kernel.problems import Invalid, NotFound
from hearth.kernel.reveal import is_revealed, reveal

PER_PAGE = 20
BADGES = {"open": "pending", "upheld": "approved", "dismissed": "info", "closed": "draft"}


class ReportPage(Page):
    """One question, one box, and then what happens next."""

    access = "signed_in"

    def get(self, request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
        reviewable, thing = self.find(kind, id)
        return self._show(reviewable, thing, ReportForm(reasons=dict(reviewable.reportable)))

    def post(self, request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
        reviewable, thing = self.find(kind, id)
        form = ReportForm(request.POST, reasons=dict(reviewable.reportable))
        if not form.is_valid():
            return self._show(reviewable, thing, form, status=422)
        if not has_reported(kind, id, by=self.subject):
            self.spend("report.create")
        made = self.try_form(
            form,
            lambda: services.file_report(by=self.subject, kind=kind, target=id, **form.cleaned_data),
        )
        if made is None:
            return self._show(reviewable, thing, form, status=422)
        _, is_new = made
        messages.success(
            request, "Thank you. A moderator will look at it." if is_new else "You have told us already."
        )
        return redirect("my-reports")

    def find(self, kind: str, id: UUID) -> tuple[Any, Any]:
        try:
            reviewable, thing = find_reportable(kind, id, by=self.subject)
        except Invalid:
            raise NotFound() from None
        check_reportable(reviewable, thing, by=self.subject)
        return reviewable, thing

    def _show(self, reviewable: Any, thing: Any, form: ReportForm, status: int = 200) -> HttpResponse:
        mine = Report.objects.visible_to(self.subject).filter(
            case__kind=reviewable.kind, case__target_id=thing.pk, case__state=ReportCase.State.OPEN
        )
        context = {
            "form": form,
            "title": reviewable.title(thing),
            "back_url": thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else reverse("home"),
            "earlier": mine.first(),
        }
        return render(self.request, "moderation/report.html", context, status=status)

    def after_refusal(self) -> str:
        return reverse("my-reports")


class MyReportsPage(Page):
    access = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Report.objects.visible_to(self.subject).select_related("case")
        page = Keyset("-created_at", "-id").page(rows, limit=PER_PAGE, cursor=request.GET.get("cursor"))
        titles = titles_for([report.case for report in page.items], self.subject)
        context = {
            "entries": [_entry(report, titles) for report in page.items],
            "page": links_of(page),
        }
        return render(request, "moderation/my_reports.html", context)


class ReportCasePage(Page):
    """For reviewers: what was said about one thing; who said it, after giving a reason."""

    access = "signed_in"

    def get(self, request: HttpRequest, id: UUID) -> HttpResponse:
        return self._show(self.find(id), RevealForm())

    def post(self, request: HttpRequest, id: UUID) -> HttpResponse:
        case, form = self.find(id), RevealForm(request.POST)
        require(self.subject, "reveal", case)
        if not form.is_valid():
            return self._show(case, form, status=422)
        reveal(case, by=self.subject, **form.cleaned_data)
        return redirect("report-case", case.pk)

    def find(self, id: UUID) -> ReportCase:
        found: ReportCase | None = (
            ReportCase.objects.for_display().visible_to(self.subject).filter(pk=id).first()
        )
        if found is None:
            raise NotFound()
        return found

    def _show(self, case: ReportCase, form: RevealForm, status: int = 200) -> HttpResponse:
        reports = case.reports.select_related("reporter").order_by("created_at", "pk")
        context = {
            "case": case,
            "title": title_of(case),
            "kind_label": of_kind(case.kind).kind_label,
            "reports": [(reason_words(case, report.reason), report) for report in reports],
            "names_open": is_revealed(case, self.subject),
            "form": form,
        }
        return render(self.request, "moderation/report_case.html", context, status=status)


def _entry(report: Report, titles: dict[Any, str]) -> dict[str, Any]:
    case = report.case
    return {
        "report": report,
        "title": titles.get((case.kind, case.target_id), ""),
        "kind_label": of_kind(case.kind).kind_label,
        "reason": reason_words(case, report.reason),
        "badge": BADGES[case.state],
        "label": case.get_state_display(),
        "outcome": OUTCOMES[case.state],
    }
