from django.urls import path

from apps.organizations.pages import own, public

urlpatterns = [
    path("rescues", public.RescueListPage.as_view(), name="rescues"),
    path("rescues/new", own.NewRescuePage.as_view(), name="rescues-new"),
    path("rescues/<slug:slug>", public.OrganizationPage.as_view(), name="rescue"),
    path("organizations/<slug:slug>", public.OrganizationPage.as_view(), name="organization"),
    path("organizations/<slug:slug>/edit", own.EditPage.as_view(), name="organization-edit"),
    path("organizations/<slug:slug>/settings", own.SettingsPage.as_view(), name="organization-settings"),
    path("organizations/<slug:slug>/address", own.AddressPage.as_view(), name="organization-address"),
    path("organizations/<slug:slug>/archive", own.ArchivePage.as_view(), name="organization-archive"),
]
