from django.urls import path

from apps.organizations.pages import views

urlpatterns = [
    path("rescues", views.RescueListPage.as_view(), name="rescues"),
    path("rescues/new", views.NewRescuePage.as_view(), name="rescues-new"),
    path("rescues/<slug:slug>", views.RescuePage.as_view(), name="rescue"),
    path("rescues/<slug:slug>/edit", views.EditRescuePage.as_view(), name="rescue-edit"),
]
