import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from hearth.local.pictures import ANIMALS, pet_picture


class Command(BaseCommand):
    help = "Draw a photo of an animal, with what a telephone writes into it, as a JPEG on standard output."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("species", choices=sorted(ANIMALS))
        parser.add_argument("--seed", default="hearth", help="any word: another word, another animal")

    def handle(self, *args: Any, species: str, seed: str, **options: Any) -> None:
        sys.stdout.buffer.write(pet_picture(seed, species, exif=True))
