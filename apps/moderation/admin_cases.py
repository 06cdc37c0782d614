"""Reports and appeals for looking up; they are decided on the desk like everything else."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from apps.moderation.admin_filters import BY_KIND
from apps.moderation.models import Appeal, Report, ReportCase, ReviewItem
from apps.moderation.registrations import appeals, reports
from apps.moderation.registrations.previews import title_of
from hearth.kernel.admin import PolicyAdmin


class CaseAdmin(PolicyAdmin):
    review_kind = ""

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.for_display()

    @admin.display(description="About")
    def about(self, case: Any) -> str:
        return title_of(case)

    @admin.display(description="In the queue")
    def queue_item(self, case: Any) -> str:
        item = ReviewItem.objects.of_target(self.review_kind, case.pk).order_by("-opened_at").first()
        if item is None:
            return "–"
        address = reverse("admin:moderation_reviewitem_change", args=[item.pk])
        return format_html('<a href="{}">{}</a>', address, item.get_state_display())


@admin.register(ReportCase)
class ReportCaseAdmin(CaseAdmin):
    """Who reported it is not here: the page of the case opens that, with a reason."""

    review_kind = reports.KIND
    list_display = ("created_at", "kind", "about", "people", "state", "settled_at")
    list_filter = ("state", BY_KIND)
    fields = (
        *("kind", "about", "owner", "organization", "state", "created_at", "settled_at"),
        *("people", "said", "queue_item", "names"),
    )
    readonly_fields = ("about", "people", "said", "queue_item", "names")

    @admin.display(description="People")
    def people(self, case: ReportCase) -> int:
        return len(case.reports.all())

    @admin.display(description="What they wrote")
    def said(self, case: ReportCase) -> str:
        rows = ((reports.reason_words(case, report.reason), report.note) for report in case.reports.all())
        return format_html_join("", "<p><strong>{}</strong> {}</p>", rows)

    @admin.display(description="Who it was")
    def names(self, case: ReportCase) -> str:
        return format_html('<a href="{}">See the reports</a>', reverse("report-case", args=[case.pk]))


@admin.register(Report)
class ReportAdmin(PolicyAdmin):
    """How much is reported, and what it weighs; what people wrote, and who they are, is read at its case."""

    list_display = ("created_at", "case", "words", "points")
    fields = ("created_at", "case", "words", "points")
    readonly_fields = ("words",)
    list_select_related = ("case",)

    @admin.display(description="reason", ordering="reason")
    def words(self, report: Report) -> str:
        return reports.reason_words(report.case, report.reason)


@admin.register(Appeal)
class AppealAdmin(CaseAdmin):
    review_kind = appeals.KIND
    list_display = ("created_at", "about", "appellant", "state", "first_reviewer", "decided_by", "settled_at")
    list_filter = ("state",)
    fields = (
        *("about", "decision", "appellant", "organization", "text", "state", "created_at", "settled_at"),
        *("first_reviewer", "decided_by", "queue_item"),
    )
    readonly_fields = ("about", "queue_item")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("first_reviewer", "decided_by")
