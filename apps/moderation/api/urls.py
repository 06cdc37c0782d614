from django.urls import path

from apps.moderation.api.decisions import AppealViewSet, DecisionViewSet, MyDecisionsViewSet
from apps.moderation.api.reports import MyReportsViewSet, ReportCaseViewSet, ReportViewSet
from apps.moderation.api.views import ReviewItemViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("review/items", ReviewItemViewSet, basename="api-review-item")
routes.register("decisions", DecisionViewSet, basename="api-decision")
routes.register("reports", ReportViewSet, basename="api-report")
routes.register("report-cases", ReportCaseViewSet, basename="api-report-case")

urlpatterns = [
    path("decisions/<str:parent>/appeal", AppealViewSet.as_view({"post": "create"}), name="api-appeal"),
    path("users/me/decisions", MyDecisionsViewSet.as_view({"get": "list"}), name="api-my-decisions"),
    path("users/me/reports", MyReportsViewSet.as_view({"get": "list"}), name="api-my-reports"),
    *routes.urls,
]
