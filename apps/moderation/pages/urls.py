from django.urls import path

from apps.moderation.pages import decisions, reports

urlpatterns = [
    path("report/<slug:kind>/<uuid:id>", reports.ReportPage.as_view(), name="report"),
    path("report-cases/<uuid:id>", reports.ReportCasePage.as_view(), name="report-case"),
    path("my/reports", reports.MyReportsPage.as_view(), name="my-reports"),
    path("my/decisions", decisions.DecisionsPage.as_view(), name="my-decisions"),
    path("decisions/<uuid:id>/appeal", decisions.AppealPage.as_view(), name="appeal"),
]
