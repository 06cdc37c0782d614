from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ApplicationsConfig(AppConfig):
    name = "apps.applications"
    label = "applications"
    verbose_name = "Applications and questions"

    def ready(self) -> None:
        post_migrate.connect(keep_default_form, sender=self)


def keep_default_form(**facts: Any) -> None:
    """Put the platform's own questions into use, and a new version of them after they were changed."""
    from apps.applications.services import ensure_default_form

    ensure_default_form()
