from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """What people keep an eye on: favourites, saved searches, feeds."""

    name = "apps.alerts"
    label = "alerts"
    verbose_name = "Alerts"
