from django.urls import path

from hearth.kernel.api.urls import router
from tests.example.sheds.api.views import LoanViewSet, MyLoansViewSet, ToolLoansViewSet, ToolViewSet

routes = router()
routes.register("tools", ToolViewSet, basename="api-tool")
routes.register("loans", LoanViewSet, basename="api-loan")

urlpatterns = [
    path("users/me/loans", MyLoansViewSet.as_view({"get": "list"}), name="api-my-loans"),
    path(
        "tools/<str:parent>/loans",
        ToolLoansViewSet.as_view({"get": "list", "post": "create"}),
        name="api-tool-loans",
    ),
    *routes.urls,
]
