from django.urls import path

from apps.notifications.pages import unsubscribing, views

urlpatterns = [
    path("notifications", views.NotificationsPage.as_view(), name="notifications"),
    path("notifications/<uuid:id>/open", views.OpenNotificationPage.as_view(), name="notification-open"),
    path("account/notifications", views.PreferencesPage.as_view(), name="notification-preferences"),
    path("unsubscribe/<str:token>", unsubscribing.UnsubscribePage.as_view(), name="unsubscribe"),
    path("unsubscribe/<str:token>/one-click", unsubscribing.one_click, name="unsubscribe-one-click"),
]
