"""What a chunk is given, and what is committed with its effect."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction

from hearth.kernel.authorization import Subject
from hearth.kernel.models import Job, JobPiece

MOST_ERRORS = 100


class JobFailed(Exception):
    """Raised by a chunk that cannot go on, now or later; its words are the job's error."""


class Work:
    """One chunk of a job. Everything said here is kept together with the chunk's effect, or not at all."""

    def __init__(self, job: Job, by: Subject, brought: Any = None) -> None:
        self.job = job
        self.by = by
        """The owner as the database has them now, without any system role unless the kind needs one."""
        self.brought = brought
        """What the kind's `fetch` brought for this chunk, from outside its transaction."""
        self.params: dict[str, Any] = job.params
        self.checkpoint: dict[str, Any] = dict(job.checkpoint)
        """Where the next chunk goes on: change it at will; ids, numbers and codes only."""
        self.result: dict[str, Any] = {"counts": {}, "errors": [], **job.result}
        self.texts: dict[str, list[str]] = {}

    @property
    def organization_id(self) -> UUID:
        """Of the organisation that the job is about; only for kinds with a capability."""
        if self.job.organization_id is None:
            raise JobFailed("It does not say of which organisation.")
        return self.job.organization_id

    @property
    def is_dry_run(self) -> bool:
        """Whether it only says what would happen: see `undone`."""
        return bool(self.params.get("dry_run"))

    @property
    def options(self) -> dict[str, Any]:
        found: dict[str, Any] = self.params.get("options", {})
        return found

    def given(self, number: int) -> str:
        """One of the pieces into which the job's text was cut, from 0 on."""
        pieces = self.job.pieces.filter(role=JobPiece.Role.GIVEN, number=number)
        found: str = pieces.values_list("text", flat=True).get()
        return found

    def pieces_given(self) -> int:
        return int(self.params.get("pieces", 0))

    def report(self, done: int, *, total: int | None = None, doing: str = "") -> None:
        """Say how far it is: of `total`, once that is known."""
        self.job.done, self.job.total = done, total if total is not None else self.job.total
        self.job.doing = doing or self.job.doing

    def write(self, text: str, file: str = "") -> None:
        """Add to the end of the file; of an archive, to the end of the file in it that is named."""
        self.texts.setdefault(file, []).append(text)

    def count(self, name: str, number: int = 1) -> None:
        """Add to one of the numbers of the result."""
        self.result["counts"][name] = self.counted(name) + number

    def counted(self, name: str) -> int:
        """One of the numbers of the result, in all chunks so far."""
        return int(self.result["counts"].get(name, 0))

    def refuse(self, row: int, errors: Sequence[dict[str, str]], *, counted: str = "refused") -> None:
        """Note what is wrong with a row, as problem documents say it; the rest of the work goes on."""
        self.count(counted)
        if len(self.result["errors"]) < MOST_ERRORS:
            self.result["errors"].append({"row": row, "errors": list(errors)})


class _Undo(Exception):
    """Ends a transaction that is meant to leave nothing."""


@contextmanager
def undone(really: bool = True) -> Iterator[None]:
    """Take back all that happens inside: a dry run does what the real one does, and none of it stays."""
    if not really:
        yield
        return
    try:
        with transaction.atomic():
            yield
            raise _Undo
    except _Undo:
        pass
