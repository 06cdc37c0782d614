from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hearth.kernel.encryption.columns import encrypted_columns
from hearth.kernel.encryption.rotating import Count, rotate_column


class Command(BaseCommand):
    help = "Write every encrypted column anew with the first of FIELD_ENCRYPTION_KEYS; again is harmless."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="count only, and change nothing")

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        total = Count()
        for model, names in encrypted_columns():
            for name in names:
                count = rotate_column(model, name, only_look=check)
                self.stdout.write(f"{model._meta.label_lower}.{name}: {self._words(count, check)}")
                total.rotated += count.rotated
                total.newest += count.newest
                total.unreadable += count.unreadable
        self.stdout.write(f"together: {self._words(total, check)}")
        if total.unreadable:
            raise CommandError(f"{total.unreadable} open with none of the keys: see docs/encryption.md.")

    def _words(self, count: Count, check: bool) -> str:
        done = "under an older key" if check else "rotated"
        return f"{count.rotated} {done}, {count.newest} new already, {count.unreadable} unreadable"
