"""What the negative controls of races take away: the lock of a line, and what the database demands."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier
from typing import Any
from uuid import UUID

from django.db import connection, models

from hearth.kernel.waitlist import Waitlist

PATIENCE = 30
"""Seconds after which somebody whom others wait for will not come any more."""


def unlocked(self: Waitlist[Any, Any], line_id: UUID) -> Any:
    """Read a line without its lock, in place of `Waitlist.locked`."""
    line = self.line._default_manager.get(pk=line_id)
    line.is_locked = True
    return line


def unlocked_until_all_have_looked(people: int) -> Callable[..., Any]:
    """The same; each waits until so many have read it."""
    here = Barrier(people)

    def look(self: Waitlist[Any, Any], line_id: UUID) -> Any:
        line = unlocked(self, line_id)
        here.wait(PATIENCE)
        return line

    return look


@contextmanager
def without_constraints(
    *models_: type[models.Model], names: tuple[str, ...], tidy: Callable[[], Any]
) -> Iterator[None]:
    """Let the database not demand what is called so; `tidy` makes the rows fit again in the end."""
    found = [(model, each) for model in models_ for each in model._meta.constraints if each.name in names]
    assert len(found) == len(names)
    with connection.schema_editor() as editor:
        for model, constraint in found:
            editor.remove_constraint(model, constraint)
    try:
        yield
    finally:
        tidy()
        with connection.schema_editor() as editor:
            for model, constraint in found:
                editor.add_constraint(model, constraint)
