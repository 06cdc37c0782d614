from typing import Any

from django.core.management.base import BaseCommand

from apps.listings.models import Pet
from apps.listings.services.places import locate_pets


class Command(BaseCommand):
    help = "Give every listing the position of its suburb, as the places say by now. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{locate_pets(Pet.objects.all())} listings moved.")
