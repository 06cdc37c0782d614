from typing import Any

from django.urls import path

from apps.applications.api import forms, households, question_urls, threads, views
from hearth.kernel.api.urls import router

routes = router()
routes.register("applications", views.ApplicationViewSet, basename="api-application")
routes.register("application-forms", forms.FormViewSet, basename="api-application-form")

_list: dict[str, Any] = {"get": "list"}
_list_and_more: dict[str, Any] = {"get": "list", "post": "create"}

urlpatterns = [
    path(
        "pets/<str:parent>/applications",
        views.PetApplicationsViewSet.as_view(_list_and_more),
        name="api-pet-applications",
    ),
    path(
        "pets/<str:parent>/application-form",
        forms.PetFormViewSet.as_view({"get": "retrieve"}),
        name="api-pet-application-form",
    ),
    path("users/me/applications", views.MyApplicationsViewSet.as_view(_list), name="api-my-applications"),
    path(
        "users/me/applications/received",
        views.ReceivedApplicationsViewSet.as_view(_list),
        name="api-received-applications",
    ),
    path(
        "users/me/household",
        households.HouseholdViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="api-household",
    ),
    path(
        "organizations/<str:parent>/applications",
        views.OrganizationApplicationsViewSet.as_view(_list),
        name="api-organization-applications",
    ),
    path(
        "organizations/<str:parent>/application-forms",
        forms.OrganizationFormsViewSet.as_view(_list_and_more),
        name="api-organization-forms",
    ),
    path(
        "applications/<str:parent>/messages",
        threads.MessagesViewSet.as_view(_list_and_more),
        name="api-application-messages",
    ),
    path(
        "applications/<str:parent>/notes",
        threads.NotesViewSet.as_view(_list_and_more),
        name="api-application-notes",
    ),
    *question_urls.urlpatterns,
    *routes.urls,
]
