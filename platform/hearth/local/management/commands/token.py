from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.local import issuer
from hearth.local.people import PEOPLE


class Command(BaseCommand):
    help = "Print an access token for one of the demo people, good for an hour."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="one of: " + ", ".join(PEOPLE))
        parser.add_argument(
            "--client", choices=sorted(issuer.CLIENTS), help="sign in through this app client"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["name"].lower()
        if name not in PEOPLE:
            raise CommandError(f"There is no {name} here. Known are: {', '.join(PEOPLE)}.")
        self.stdout.write(issuer.token_for(name, client=options["client"]))
