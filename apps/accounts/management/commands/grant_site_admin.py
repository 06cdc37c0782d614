from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.services import grant_site_admin
from hearth.kernel.problems import Problem


class Command(BaseCommand):
    help = "Make the person with this verified e-mail address a site admin."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user = grant_site_admin(email=options["email"])
        except Problem as problem:
            raise CommandError(problem.detail) from problem
        self.stdout.write(f"{user} is a site admin. It counts from their next sign-in.")
