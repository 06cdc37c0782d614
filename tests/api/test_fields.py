"""Who reads which fields of what: every GET route, for every sort of reader, against the reviewed fields.txt.

When a change of the file is meant, `ACCEPT_FIELDS=1 pytest tests/api/test_fields.py` writes it anew; read the
difference as what it is: somebody reads something that they did not read before.
"""

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from tests.api.routes import ROUTES
from tests.api.stage import Stage

REVIEWED = Path(__file__).with_name("fields.txt")
"""Who reads which field; reviewed."""
READERS = ("", "ana", "petra", "rosa", "remy", "milo", "mona", "sam", "quinn", "olga", "lee")
WIDTH = 104


def fields_of(answer: Any, above: str = "") -> set[str]:
    """The names of an answer, those of nested objects with a dot; of a list, those of all its rows."""
    if isinstance(answer, list):
        return set().union(*(fields_of(row, above) for row in answer))
    if not isinstance(answer, dict):
        return set()
    if is_mapping(answer):
        return fields_of(list(answer.values()), f"{above}*.")
    found = set()
    for name, value in answer.items():
        inner = fields_of(value, f"{above}{name}.")
        found |= inner or {above + name}
    return found


def is_mapping(answer: dict[str, Any]) -> bool:
    """Whether the names are data: several objects that all have the same fields."""
    inner = [frozenset(value) if isinstance(value, dict) else None for value in answer.values()]
    return len(inner) > 2 and None not in inner and len(set(inner)) == 1


def read(stage: Stage, route: str, reader: str) -> str:
    answer: HttpResponse = stage.send(route, client=stage.cast.client(reader))
    if answer.status_code != 200 or "json" not in answer["Content-Type"]:
        return str(answer.status_code)
    found = answer.json()
    rows = found["results"] if isinstance(found, dict) and {"results", "next"} <= set(found) else found
    return " ".join(sorted(fields_of(rows))) or "no rows"


def wrapped(words: str) -> str:
    lines, line = [], ""
    for word in words.split():
        if len(line) + len(word) > WIDTH:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\n".join(f"       {each}" for each in [*lines, line])


def present(stage: Stage) -> str:
    chapters = []
    for route in sorted(name for name in ROUTES if name.startswith("GET ") and not name.endswith("/actions")):
        readers = defaultdict(list)
        for reader in READERS:
            readers[read(stage, route, reader)].append(reader or "nobody")
        groups = [f"    {' '.join(names)}\n{wrapped(words)}" for words, names in readers.items()]
        chapters.append("\n".join([route, *groups]))
    return "\n\n".join(chapters) + "\n"


@pytest.mark.django_db
def test_everybody_reads_exactly_the_reviewed_fields(stage: Stage) -> None:
    found = present(stage)
    if os.environ.get("ACCEPT_FIELDS"):
        REVIEWED.write_text(found)
    assert found == REVIEWED.read_text()
