from django.apps import AppConfig


class PetfinderConfig(AppConfig):
    """Listings in the words of the Petfinder v2 API, so that programs written for it read ours."""

    name = "apps.petfinder"
    label = "petfinder"
    verbose_name = "Petfinder API"
