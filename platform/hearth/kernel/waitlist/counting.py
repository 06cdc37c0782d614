"""The counters of a line, stored as differences: so the constraint of its table sees every change."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import F

from hearth.kernel.database.inserting import insert_of, mark_inserted
from hearth.kernel.waitlist.models import Line, Place


@contextmanager
def counting(line: Line) -> Iterator[None]:
    """Store what the steps within make of the counters."""
    before = (line.confirmed_count, line.offered_count)
    yield
    confirmed, offered = _more_than(before, line)
    if confirmed or offered:
        type(line)._default_manager.filter(pk=line.pk).update(
            confirmed_count=F("confirmed_count") + confirmed, offered_count=F("offered_count") + offered
        )


@contextmanager
def counting_in(line: Line, place: Place) -> Iterator[None]:
    """The same, with a new place that is inserted by the same statement."""
    before = (line.confirmed_count, line.offered_count)
    yield
    more = _more_than(before, line)
    if not any(more):
        place.save(force_insert=True)
        return
    inserts, values = insert_of(place)
    counts = (
        f'UPDATE "{line._meta.db_table}" SET confirmed_count = confirmed_count + %s, '  # noqa: S608
        "offered_count = offered_count + %s WHERE id = %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"WITH counted AS ({counts}) {inserts}", [*more, line.pk, *values])
    mark_inserted(place)


def _more_than(before: tuple[int, int], line: Line) -> tuple[int, int]:
    return line.confirmed_count - before[0], line.offered_count - before[1]
