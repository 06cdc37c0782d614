from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.listings.services.places import COLUMNS, load_places
from hearth.kernel.problems import Invalid


class Command(BaseCommand):
    help = (
        f"Read suburbs from a CSV file with the columns {', '.join(COLUMNS)} (country may be missing: AU). "
        "New ones are added, known ones corrected, none is deleted; the same file again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                loaded = load_places(lines)
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        except Invalid as problem:
            raise CommandError(f"{path}: {problem.detail}") from problem
        for line, words in loaded.refused:
            self.stderr.write(f"Line {line}: {words}")
        self.stdout.write(
            f"{loaded.added} added, {loaded.changed} corrected, {loaded.same} as they were; "
            f"{loaded.moved} listings moved."
        )
        if loaded.refused:
            raise CommandError(f"{len(loaded.refused)} lines were left out.")
