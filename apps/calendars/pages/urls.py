from django.urls import path

from apps.calendars.pages import account, feed

urlpatterns = [
    path("calendars/<str:token>.ics", feed.PersonalFeed.as_view(), name="calendar-feed"),
    path("account/calendar", account.CalendarPage.as_view(), name="account-calendar"),
    path("account/calendar/end", account.CalendarEndedPage.as_view(), name="account-calendar-end"),
]
