from django.urls import path

from apps.petfinder.pages import views

urlpatterns = [
    path("account/api-clients", views.ApiClientsPage.as_view(), name="api-clients"),
    path(
        "account/api-clients/<uuid:id>/revoke", views.RevokeApiClientPage.as_view(), name="api-client-revoke"
    ),
]
