from django.urls import path

from apps.integrations.api.views import MyStravaActivitiesViewSet, MyStravaViewSet

urlpatterns = [
    path(
        "users/me/strava",
        MyStravaViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="api-my-strava",
    ),
    path(
        "users/me/strava/activities",
        MyStravaActivitiesViewSet.as_view({"get": "list"}),
        name="api-my-strava-activities",
    ),
]
