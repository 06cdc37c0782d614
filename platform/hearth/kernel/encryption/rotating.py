"""Writing what older keys wrote anew, with the newest one."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast

from hearth.kernel.encryption.keys import Unreadable, is_newest, rotated

CHUNK = 500


@dataclass
class Count:
    """What became of one column's values."""

    rotated: int = 0
    newest: int = 0
    """Written by the newest key already."""
    unreadable: int = 0


def rotate_column(model: type[models.Model], name: str, *, only_look: bool = False) -> Count:
    """Go through a column in chunks, each a transaction of its own; run anew, it goes on where it ended."""
    count, after = Count(), None
    while (last := _rotate_chunk(model, name, after, count, only_look)) is not None:
        after = last
    return count


@transaction.atomic
def _rotate_chunk(model: type[models.Model], name: str, after: Any, count: Count, only_look: bool) -> Any:
    """Return the id of the chunk's last row; None once there are no more."""
    rows: Any = model._base_manager.filter(Q(**{f"{name}__isnull": False}))
    rows = rows.filter(pk__gt=after) if after is not None else rows
    rows = rows if only_look else rows.select_for_update(no_key=True, of=("self",))
    found = list(
        rows.annotate(stored=Cast(F(name), TextField())).order_by("pk").values_list("pk", "stored")[:CHUNK]
    )
    for pk, stored in found:
        if not stored:
            continue
        if is_newest(stored):
            count.newest += 1
            continue
        try:
            anew = rotated(stored)
        except Unreadable:
            count.unreadable += 1
            continue
        count.rotated += 1
        if not only_look:
            same = model._base_manager.filter(pk=pk)
            same.update(**{name: Value(anew, output_field=TextField())})
    return found[-1][0] if found else None
