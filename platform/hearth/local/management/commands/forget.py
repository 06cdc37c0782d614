import shutil
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hearth.local import postgres, state
from hearth.local.supervisor import AlreadyRunningError, only_one


class Command(BaseCommand):
    help = "Delete .local with everything in it: the database, photos, mails, logs and keys."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with only_one():
                postgres.forget()
                shutil.rmtree(state.LOCAL)
        except (AlreadyRunningError, postgres.UnavailableError) as error:
            raise CommandError(f"{error} Stop it first.") from None
        self.stdout.write("Everything in .local is gone.")
