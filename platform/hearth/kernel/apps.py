from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "hearth.kernel"
    label = "kernel"
    verbose_name = "Audit and deliveries"

    def ready(self) -> None:
        # The rooms in which apps fill the registries, from policies to work that is due at certain times.
        autodiscover_modules("policies", "workflows", "jobs", "handlers", "registrations", "scheduled")
        from hearth.kernel import checks  # noqa: F401
