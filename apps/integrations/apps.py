from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """What people connect from elsewhere; today Strava. Without its settings nothing of it shows."""

    name = "apps.integrations"
    label = "integrations"
    verbose_name = "Integrations"
