from django.urls import path

from tests.example.sheds.pages import views

urlpatterns = [
    path("tools", views.ToolsPage.as_view(), name="tools"),
    path("tools/<uuid:id>", views.ToolPage.as_view(), name="tool"),
    path("tools/<uuid:id>/borrow", views.BorrowPage.as_view(), name="tool-borrow"),
    path("loans/<uuid:id>/<slug:verb>", views.LoanVerbPage.as_view(), name="loan-verb"),
]
