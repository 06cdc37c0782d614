from django.urls import path

from apps.integrations.pages import views

urlpatterns = [
    path("account/strava", views.StravaAccountPage.as_view(), name="strava"),
    path("account/strava/connect", views.ConnectPage.as_view(), name="strava-connect"),
    path("account/strava/callback", views.CallbackPage.as_view(), name="strava-callback"),
    path("account/strava/disconnect", views.DisconnectPage.as_view(), name="strava-disconnect"),
    path("hooks/strava/<str:word>", views.StravaHook.as_view(), name="strava-hook"),
]
