from typing import Any

from django.core.management.base import BaseCommand

from hearth.local.demo import load


class Command(BaseCommand):
    help = "Load invented people, rescues and pets; does nothing where there is a rescue or a pet already."

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        out = self.stdout if verbosity else None
        if load.is_empty():
            load.load(out)
        elif out:
            out.write("There are rescues or pets here already: nothing loaded.")
