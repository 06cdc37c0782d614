from django.urls import path

from apps.calendars.api.views import MyCalendarFeedViewSet

urlpatterns = [
    path(
        "users/me/calendar-feed",
        MyCalendarFeedViewSet.as_view({"get": "read", "post": "make", "delete": "revoke"}),
        name="api-my-calendar-feed",
    ),
]
