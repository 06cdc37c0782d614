from django.apps import AppConfig

from hearth.local import supervisor


class LocalConfig(AppConfig):
    name = "hearth.local"
    label = "local"
    verbose_name = "The embedded default"

    def ready(self) -> None:
        supervisor.end_with_parent()
