from django.urls import path

from apps.notifications.api.views import MyNotificationsViewSet, NotificationViewSet, PreferencesViewSet
from hearth.kernel.api.urls import router

routes = router()
routes.register("notifications", NotificationViewSet, basename="api-notification")

urlpatterns = [
    path(
        "users/me/notifications",
        MyNotificationsViewSet.as_view({"get": "list"}),
        name="api-my-notifications",
    ),
    path(
        "users/me/notifications/count",
        MyNotificationsViewSet.as_view({"get": "count"}),
        name="api-my-notifications-count",
    ),
    path(
        "users/me/preferences",
        PreferencesViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-my-preferences",
    ),
    *routes.urls,
]
