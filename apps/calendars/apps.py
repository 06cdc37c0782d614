from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """What people have in their calendars: a secret feed each, and files that calendars read."""

    name = "apps.calendars"
    label = "calendars"
    verbose_name = "Calendars"
